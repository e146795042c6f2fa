import { raceSignal } from '../abort.ts'
import { runExclusive, type Mutex } from '../mutex.ts'
import type { TokenRecord, TokenStore } from './store.ts'

/**
 * Creates a token store in the memory of this process, for tests and for tokens that can be issued again: the refresh token
 * is lost with the process.
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
  const records = new Map<string, TokenRecord>()
  const mutex: Mutex = new Map()
  return {
    read: async (key) => records.get(key),
    async write(key, record, expectedGeneration) {
      if ((records.get(key)?.generation ?? 0) !== expectedGeneration) return false
      records.set(key, { ...record })
      return true
    },
    async lock(key, signal) {
      signal.throwIfAborted()
      return new Promise((resolve, reject) => {
        const holdUntilReleased = (): Promise<void> =>
          new Promise((release) => resolve(async () => release()))
        runExclusive(mutex, key, holdUntilReleased, (earlier) => raceSignal(signal, earlier)).catch(reject)
      })
    },
  }
}
