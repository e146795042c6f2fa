import { kindOf, quote } from '../zone/quote.ts'

/** A web `ReadableStream`, told by its shape: the body of an answer to `fetch`, for instance. */
export type ByteStream = {
  getReader(): {
    read(): Promise<{ done: boolean; value?: unknown }>
    cancel(): Promise<void>
  }
}

/**
 * Where the text of a calendar comes from: whole, or in parts that may end anywhere, even within a
 * character. Streams of Node are async iterables of parts.
 */
export type CalendarSource =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>
  | ByteStream

// What is read at a time, so that a calendar given whole takes little more memory than itself.
const pieceSize = 2 ** 16

/**
 * Refuses what is no source of text.
 *
 * @throws {TypeError} For anything but a text, bytes, an iterable or a stream.
 */
export function checkSource(source: unknown): void {
  if (typeof source === 'string') return
  if (typeof source === 'object' && source !== null) {
    if (Symbol.iterator in source || Symbol.asyncIterator in source || 'getReader' in source) return
  }
  throw new TypeError(
    `Expected an iCalendar text, its bytes, or a stream of either and got ${quote(source)}. Give a string, a Uint8Array, an (async) iterable of them, or response.body.`,
  )
}

/** Told by the tag, which holds across realms and for what extends it, such as a Buffer of Node. */
const isBytes = (value: unknown): value is Uint8Array => kindOf(value) === 'Uint8Array'

async function* read(stream: ByteStream): AsyncGenerator<unknown, void, undefined> {
  const reader = stream.getReader()
  let ended = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      ended = done
      if (done) return
      yield value
    }
  } finally {
    try {
      if (!ended) await reader.cancel()
    } catch {
      // It would take the place of the error that led here.
    }
  }
}

/**
 * The bytes of a source.
 *
 * @yields Pieces of moderate size.
 * @throws {TypeError} When a part is neither text nor bytes.
 */
export async function* bytesOf(source: CalendarSource): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder()
  // Half of a character beyond 16 bits, whose other half comes with the next piece.
  let half = ''
  const whole = typeof source === 'string' || isBytes(source)
  const parts: Iterable<unknown> | AsyncIterable<unknown> = whole
    ? [source]
    : Symbol.iterator in source || Symbol.asyncIterator in source
      ? source
      : read(source)
  for await (const part of parts) {
    if (isBytes(part)) {
      for (let at = 0; at < part.length; at += pieceSize) yield part.subarray(at, at + pieceSize)
    } else if (typeof part === 'string') {
      for (let at = 0; at < part.length; at += pieceSize) {
        const piece = half + part.slice(at, at + pieceSize)
        const end = /[\uD800-\uDBFF]$/.test(piece) ? -1 : undefined
        half = end === undefined ? '' : piece.slice(end)
        yield encoder.encode(piece.slice(0, end))
      }
    } else {
      throw new TypeError(
        `A part of the calendar is ${quote(part)}. Every part must be a string or a Uint8Array.`,
      )
    }
  }
}
