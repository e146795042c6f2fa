import type { IncomingMessage } from 'node:http'
import type { Readable, Transform } from 'node:stream'

/** Decompresses a body. One of an unknown encoding stays unchanged, as with `fetch`. */
export function decoded(message: IncomingMessage, coding: string | null): Readable {
  if (coding === null) return message
  const names = coding.toLowerCase().split(',')
  const decoders = names.map((name) => decoderOf(name.trim()))
  // The encoding that is named last was applied last.
  return decoders.reduceRight<Readable>(
    (source, decoder) => (decoder === undefined ? source : joined(source, decoder)),
    message,
  )
}

function decoderOf(name: string): Transform | undefined {
  const zlib = process.getBuiltinModule('node:zlib')
  // A truncated body is passed on up to its end, as in browsers; the message itself reports the truncation.
  const { Z_SYNC_FLUSH: flush, BROTLI_OPERATION_FLUSH: flushBrotli } = zlib.constants
  if (name === 'gzip' || name === 'x-gzip') return zlib.createGunzip({ flush, finishFlush: flush })
  if (name === 'deflate') return zlib.createInflate({ flush, finishFlush: flush })
  if (name === 'br') return zlib.createBrotliDecompress({ flush: flushBrotli, finishFlush: flushBrotli })
  return undefined
}

/** Ends both together: a body that is abandoned must not keep its connection. */
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
