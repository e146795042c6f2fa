import { kindOf, quote } from '../zone/quote.ts'

/** A web `ReadableStream`, recognised by its shape, such as the body of a `fetch` response. */
export type ByteStream = {
  getReader(): {
    read(): Promise<{ done: boolean; value?: unknown }>
    cancel(): Promise<void>
  }
}

/**
 * A calendar as text or bytes, whole or in chunks that may end anywhere, even within a character. Node
 * streams are async iterables of chunks.
 */
export type CalendarSource =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>
  | ByteStream

// The size of a read, so that a calendar given whole needs little more memory than itself.
const pieceSize = 2 ** 16

/**
 * Rejects values other than sources of text.
 *
 * @throws {TypeError} For anything but text, bytes, an iterable or a stream.
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

/** Checks the tag, which works across realms and for subclasses, such as Node's Buffer. */
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
      // It would replace the error that led here.
    }
  }
}

/**
 * Reads a source as bytes.
 *
 * @yields Pieces of moderate size.
 * @throws {TypeError} When a part is neither text nor bytes.
 */
export async function* bytesOf(source: CalendarSource): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder()
  // The high surrogate of a character whose low surrogate is in the next piece.
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
