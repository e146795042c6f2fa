import type { Readable } from 'node:stream'
import type { ReadableStreamReader } from 'node:stream/web'
import { readerOf } from './body.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Wraps a body as a web stream. A real stream is created only when more than its reader is used. */
export function streamOf(source: Readable): ReadableStream<Bytes> {
  let slim: ReturnType<typeof readerOf> | undefined
  let taken = false
  let made: ReadableStream<Bytes> | undefined
  const real = (): ReadableStream<Bytes> => {
    if (slim !== undefined) throw new TypeError('The body is being read already.')
    made ??= process.getBuiltinModule('node:stream').Readable.toWeb(source)
    return made
  }
  const slimReader = (): ReadableStreamDefaultReader<Bytes> => {
    if (taken) throw new TypeError('The body is being read already.')
    taken = true
    slim ??= readerOf(source)
    return Object.assign(slim, { releaseLock: () => void (taken = false) })
  }
  function getReader(options: { mode: 'byob' }): ReadableStreamBYOBReader
  function getReader(): ReadableStreamDefaultReader<Bytes>
  function getReader(options?: { mode?: 'byob' }): ReadableStreamReader<Bytes>
  function getReader(options?: { mode?: 'byob' }): ReadableStreamReader<Bytes> {
    return made !== undefined || options?.mode !== undefined ? real().getReader(options) : slimReader()
  }
  return {
    get locked() {
      return taken || made?.locked === true
    },
    getReader,
    cancel: async (reason) => real().cancel(reason),
    pipeThrough: (pair, options) => real().pipeThrough(pair, options),
    pipeTo: async (destination, options) => real().pipeTo(destination, options),
    tee: () => real().tee(),
    values: (options) => real().values(options),
    [Symbol.asyncIterator]: () => real()[Symbol.asyncIterator](),
  }
}

/** Reads a body to the end. */
export async function bytesOf(stream: ReadableStream<Bytes>): Promise<Bytes> {
  const reader = stream.getReader()
  const parts: Bytes[] = []
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value)
  const [first = new Uint8Array()] = parts
  // A single part needs no copy.
  return parts.length < 2 ? first : Buffer.concat(parts)
}
