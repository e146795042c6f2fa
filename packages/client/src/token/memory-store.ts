import type { TokenRecord, TokenStore } from './store.ts'
import { within } from './wait.ts'

/**
 * Keeps grants in this process: lost with it, and with them the refresh token, so this is for tests and for grants that
 * can be had anew.
 *
 * @example
 * ```ts
 * import { memoryStore } from '@block-slots/client'
 *
 * const store = memoryStore()
 * console.log(await store.write('a', { generation: 1, refreshToken: 'first' }, 0)) // => true
 * console.log(await store.write('a', { generation: 1, refreshToken: 'late' }, 0)) // => false
 * console.log((await store.read('a'))?.refreshToken) // => first
 * ```
 */
export function memoryStore(): TokenStore {
  const grants = new Map<string, TokenRecord>()
  const tails = new Map<string, Promise<void>>()
  return {
    read: async (key) => grants.get(key),
    async write(key, grant, expectedGeneration) {
      if ((grants.get(key)?.generation ?? 0) !== expectedGeneration) return false
      grants.set(key, { ...grant })
      return true
    },
    async lock(key, signal) {
      const before = tails.get(key) ?? Promise.resolve()
      const { promise: mine, open } = gate()
      // Whoever gives up keeps the order of the others: its turn passes when it comes.
      const tail = before.then(() => mine)
      tails.set(key, tail)
      void tail.then(() => tails.get(key) === tail && tails.delete(key))
      try {
        await within(signal, before)
      } catch (reason) {
        open()
        throw reason
      }
      return async () => open()
    },
  }
}

/** A promise, and what resolves it. */
function gate(): { readonly promise: Promise<void>; readonly open: () => void } {
  const opened = new AbortController()
  const promise = new Promise<void>((resolve) => opened.signal.addEventListener('abort', () => resolve()))
  return { promise, open: () => opened.abort() }
}
