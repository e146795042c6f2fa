import type { IncomingMessage } from 'node:http'
import { type Answer, refuse } from '../reply.ts'

/** The longest body that is read, in bytes. A block slot has a few hundred. */
const longestBody = 1_048_576

/** A request as it came from the wire. */
export type Received = {
  method: string
  path: string
  query: Record<string, string | string[]>
  version: string | undefined
  /** What stood after `Bearer` in the `Authorization` header. */
  bearer: string | undefined
  /** The fields of the body; none when there was no body. */
  body: Record<string, unknown>
  /** True when they were sent as a form, not as JSON. */
  form?: boolean
  /** Why the body could not be read. */
  unreadable?: Answer
}

/** What a request says before its body. */
export type Head = {
  method: string
  /** Path and query as they were sent. */
  target: string
  /** The value of a header by its name in lower case; `undefined` when there is none. */
  header: (name: string) => string | undefined
}

/**
 * Understands a request.
 *
 * @param head Its head.
 * @param text Its body, `undefined` when it was too long to be kept.
 * @returns What was sent.
 */
export function understand(head: Head, text: string | undefined): Received {
  const [path = '/', search = ''] = head.target.split(/\?(.*)/s)
  return {
    method: head.method,
    path,
    query: search === '' ? {} : readPairs(new URLSearchParams(search)),
    version: head.header('version'),
    bearer: /^Bearer +(\S+)$/i.exec(head.header('authorization') ?? '')?.[1],
    ...readBody(text, head.header('content-type') ?? ''),
  }
}

/**
 * Keeps a body that is not too long.
 *
 * @param text The body.
 * @returns The same, or `undefined` when it is too long.
 */
export function keep(text: string): string | undefined {
  return text.length * 3 <= longestBody || Buffer.byteLength(text) <= longestBody ? text : undefined
}

/**
 * Reads a body to its end. One that is too long is read but not kept, so that the answer gets through.
 *
 * @param request The request.
 * @returns The body, `undefined` when it was too long. Rejects when the client goes away before the end.
 */
export async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    length += chunk.length
    if (length <= longestBody) chunks.push(chunk)
  }
  return length > longestBody ? undefined : Buffer.concat(chunks).toString('utf8')
}

/** What a usual body parser makes of a body: it runs before everything else, and skips types it does not know. */
function readBody(text: string | undefined, type: string): Pick<Received, 'body' | 'form' | 'unreadable'> {
  // Express says 413 here; which status the service gives is not known, and the contract has no 413.
  if (text === undefined) return { body: {}, unreadable: refuse(400, 'request entity too large') }
  if (/^application\/x-www-form-urlencoded\b/i.test(type))
    return { body: readPairs(new URLSearchParams(text)), form: true }
  if (text.trim() === '' || !/^application\/json\b/i.test(type)) return { body: {} }
  try {
    const body: unknown = JSON.parse(text)
    if (isFields(body)) return { body }
  } catch {
    // Answered below: the parser's own words would quote what was sent.
  }
  return { body: {}, unreadable: refuse(400, 'The body is not a JSON object') }
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A name that comes twice has an array of values. */
function readPairs(pairs: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(pairs.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...others] = pairs.getAll(name)
      return [name, others.length === 0 ? first : [first, ...others]]
    }),
  )
}
