import type { Readable } from 'node:stream'

/** Backpressure: above so many unread bytes, the sender has to wait. */
const aheadBytes = 256 * 1024

type Bytes = Uint8Array<ArrayBuffer>
type Part = { done: false; value: Bytes } | { done: true; value: undefined }
type Waiting = { readonly resolve: (part: Part) => void; readonly reject: (reason: unknown) => void }

const end: Part = { done: true, value: undefined }

/** Reads a body in parts, like the reader of a web stream but without one. It must be the only reader. */
export function readerOf(source: Readable): Omit<ReadableStreamDefaultReader<Bytes>, 'releaseLock'> {
  const parts: Bytes[] = []
  const readers: Waiting[] = []
  const closers: Waiting[] = []
  let ahead = 0
  let over = false
  /** Why it ended, if it is incomplete. */
  let failed: { readonly reason: unknown } | undefined

  const finish = (failure?: { readonly reason: unknown }): void => {
    if (over) return
    over = true
    failed = failure
    for (const each of [...readers.splice(0), ...closers.splice(0)]) {
      if (failure === undefined) each.resolve(end)
      else each.reject(failure.reason)
    }
  }
  const breakOff = (): void => {
    // Also called when all is read, and creating an error is slow.
    if (!over) finish({ reason: source.errored ?? new Error('The answer broke off.') })
  }
  if (source.readableEnded) finish()
  else if (source.destroyed) breakOff()
  source
    .on('end', () => finish())
    .on('error', breakOff)
    .on('close', breakOff)
  source.on('data', (value: Bytes) => {
    const next = readers.shift()
    if (next !== undefined) return next.resolve({ done: false, value })
    parts.push(value)
    ahead += value.byteLength
    if (ahead > aheadBytes) source.pause()
  })

  return {
    read() {
      const value = parts.shift()
      if (value !== undefined) {
        ahead -= value.byteLength
        if (ahead <= aheadBytes && source.isPaused()) source.resume()
        return Promise.resolve({ done: false, value })
      }
      if (failed !== undefined) return Promise.reject(failed.reason)
      if (over) return Promise.resolve(end)
      return new Promise((resolve, reject) => readers.push({ resolve, reject }))
    },
    async cancel() {
      parts.length = 0
      finish()
      source.destroy()
    },
    get closed() {
      if (failed !== undefined) return Promise.reject(failed.reason)
      if (over) return Promise.resolve(undefined)
      return new Promise<undefined>((resolve, reject) =>
        closers.push({ resolve: () => resolve(undefined), reject }),
      )
    },
  }
}
