import type { IncomingMessage } from 'node:http'
import type { Readable, Transform } from 'node:stream'

/** The body as it was before it was packed. One that is packed in a way nobody knows stays as it is, as with `fetch`. */
export function decoded(message: IncomingMessage, coding: string | null): Readable {
  if (coding === null) return message
  const names = coding.toLowerCase().split(',')
  const decoders = names.map((name) => decoderOf(name.trim()))
  // The last one named was applied last.
  return decoders.reduceRight<Readable>(
    (source, decoder) => (decoder === undefined ? source : joined(source, decoder)),
    message,
  )
}

function decoderOf(name: string): Transform | undefined {
  const zlib = process.getBuiltinModule('node:zlib')
  // What came before a cut is given out, as browsers do; that it was cut is told by the message itself.
  const { Z_SYNC_FLUSH: flush, BROTLI_OPERATION_FLUSH: flushBrotli } = zlib.constants
  if (name === 'gzip' || name === 'x-gzip') return zlib.createGunzip({ flush, finishFlush: flush })
  if (name === 'deflate') return zlib.createInflate({ flush, finishFlush: flush })
  if (name === 'br') return zlib.createBrotliDecompress({ flush: flushBrotli, finishFlush: flushBrotli })
  return undefined
}

/** What ends one ends the other: a body that is given up must not keep its connection. */
function joined(source: Readable, decoder: Transform): Readable {
  source.on('error', (reason) => decoder.destroy(reason))
  source.on('close', () => {
    if (!source.readableEnded) decoder.destroy(new Error('The answer broke off.'))
  })
  decoder.on('error', () => {})
  decoder.on('close', () => {
    if (!source.readableEnded) source.destroy()
  })
  return source.pipe(decoder)
}
