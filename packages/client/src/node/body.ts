import type { Readable } from 'node:stream'

/** Beyond so many that nobody has asked for yet, the sender has to wait. */
const aheadBytes = 256 * 1024

type Bytes = Uint8Array<ArrayBuffer>
type Part = { done: false; value: Bytes } | { done: true; value: undefined }
type Waiting = { readonly resolve: (part: Part) => void; readonly reject: (reason: unknown) => void }

const end: Part = { done: true, value: undefined }

/** Reads a body part by part, as the reader of a web stream does, without a web stream. Nobody else may read from it. */
export function readerOf(source: Readable): Omit<ReadableStreamDefaultReader<Bytes>, 'releaseLock'> {
  const parts: Bytes[] = []
  const readers: Waiting[] = []
  const closers: Waiting[] = []
  let ahead = 0
  let over = false
  /** Why it ended, if not in good order. */
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
    // Also told when all is read, and an error takes long to make.
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
