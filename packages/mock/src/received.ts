import type { IncomingMessage } from 'node:http'
import { type Answer, refuse } from './answer.ts'

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

/**
 * Reads a request to its end.
 *
 * @param request The request.
 * @returns What was sent. Rejects when the client goes away before that.
 */
export async function receive(request: IncomingMessage): Promise<Received> {
  const { method = 'GET', url = '/', headers } = request
  const [path = '/', search = ''] = url.split(/\?(.*)/s)
  const text = await readText(request)
  const version = headers['version']
  return {
    method,
    path,
    query: readPairs(new URLSearchParams(search)),
    version: Array.isArray(version) ? version[0] : version,
    bearer: /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1],
    ...readBody(text, headers['content-type'] ?? ''),
  }
}

/** A body that is too long is read to its end but not kept, so that the answer gets through. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
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
