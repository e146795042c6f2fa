import type { Transform } from 'node:stream'
import { PlainBody, type BodySource } from './body.ts'

/** Takes the parts of a body as undici receives them. */
export type BodySink = Pick<PlainBody, 'write' | 'end' | 'destroy'>

/** As many encodings as `fetch` takes; each costs memory. */
const maxEncodings = 5

/** Creates a body, decoded by its `content-encoding`, and where to write it. One of an unknown encoding stays unchanged. */
export function createBody(source: BodySource, encoding: string | null): { body: PlainBody; sink: BodySink } {
  const names = encoding?.toLowerCase().split(',') ?? []
  if (names.length > maxEncodings) throw new Error(`The body is encoded more than ${maxEncodings} times.`)
  const decoders: Transform[] = []
  for (const name of names) {
    const decoder = decoderOf(name.trim())
    // The encoding that is named last was applied last.
    if (decoder !== undefined) decoders.unshift(decoder)
  }
  const last = decoders.at(-1)
  if (last === undefined) {
    const body = new PlainBody(source)
    return { body, sink: body }
  }
  const { PassThrough, pipeline } = process.getBuiltinModule('node:stream')
  const encoded = new PassThrough().on('drain', () => source.resume())
  const body = new PlainBody({ resume: () => last.resume(), abort: (reason) => last.destroy(reason) })
  last.on('data', (part) => body.write(part) || last.pause())
  // The pipeline is over as soon as everything is written; what is decoded may still wait for its reader.
  last.on('end', () => body.end())
  // One that is destroyed at its end has no other listener.
  for (const each of [encoded, ...decoders]) each.on('error', () => {})
  // The end of one is the end of all: a body that is abandoned must not keep its connection.
  pipeline([encoded, ...decoders], (error) => {
    if (!error) return
    body.destroy(error)
    source.abort(error)
  })
  const destroy = (reason: unknown): void => {
    body.destroy(reason)
    encoded.destroy()
  }
  return { body, sink: { write: (part) => encoded.write(part), end: () => encoded.end(), destroy } }
}

function decoderOf(name: string): Transform | undefined {
  const zlib = process.getBuiltinModule('node:zlib')
  // A truncated body is passed on up to its end, as in browsers; undici itself reports the truncation.
  const { Z_SYNC_FLUSH: flush, BROTLI_OPERATION_FLUSH: flushBrotli } = zlib.constants
  if (name === 'gzip' || name === 'x-gzip') return zlib.createGunzip({ flush, finishFlush: flush })
  if (name === 'deflate') return zlib.createInflate({ flush, finishFlush: flush })
  if (name === 'br') return zlib.createBrotliDecompress({ flush: flushBrotli, finishFlush: flushBrotli })
  return undefined
}
