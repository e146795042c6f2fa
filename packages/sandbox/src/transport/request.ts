import type { IncomingMessage } from 'node:http'
import { errorReply, type Reply } from '../reply.ts'

/** The longest body that is read, in bytes. A block slot has a few hundred. */
const maxBodyBytes = 1_048_576

/** The deepest nesting of a JSON body. A block slot has one level; the log copies a body by recursion. */
const maxNesting = 100

/** A parsed request. */
export type ParsedRequest = {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string | readonly string[]>>
  readonly version: string | undefined
  /** The value after `Bearer` in the `Authorization` header. */
  readonly bearer: string | undefined
  /** The fields of the body; empty when there was no body. */
  readonly body: Readonly<Record<string, unknown>>
  /** True when the body was a form instead of JSON. */
  readonly form?: boolean
  /** The error when the body could not be read. */
  readonly unreadable?: Reply
}

/** The head of a request. */
export type RequestHead = {
  readonly method: string
  /** Path and query as they were sent. */
  readonly target: string
  /** The value of a header by its name in lower case; `undefined` when it is missing. */
  readonly header: (name: string) => string | undefined
}

/**
 * Parses a request.
 *
 * @param head Its head.
 * @param text Its body, `undefined` when it exceeds the limit.
 * @returns The request.
 */
export function parseRequest(head: RequestHead, text: string | undefined): ParsedRequest {
  const [path = '/', search = ''] = head.target.split(/\?(.*)/s)
  return {
    method: head.method,
    path,
    query: search === '' ? {} : parsePairs(new URLSearchParams(search)),
    version: head.header('version'),
    bearer: /^Bearer +(\S+)$/i.exec(head.header('authorization') ?? '')?.[1],
    ...parseBody(text, head.header('content-type') ?? ''),
  }
}

/**
 * Gives the path and the query of a URL. A proxy sends a whole URL as the target of a request.
 *
 * @param target A URL, or already a path and a query.
 * @returns Path and query as they were sent.
 */
export function originForm(target: string): string {
  const rest = /^[^:/?#]+:\/\/[^/?#]*([^#]*)/.exec(target)?.[1]
  if (rest === undefined) return target
  return rest.startsWith('/') ? rest : `/${rest}`
}

/**
 * Drops a body that exceeds the limit.
 *
 * @param text The body.
 * @returns The same, or `undefined`.
 */
export function limitSize(text: string): string | undefined {
  // A UTF-16 unit has at most 3 bytes in UTF-8, so most bodies need no count.
  return text.length * 3 <= maxBodyBytes || Buffer.byteLength(text) <= maxBodyBytes ? text : undefined
}

/**
 * Reads a body to its end, even beyond the limit, so that the client gets the response.
 *
 * @param request The request.
 * @returns The body, `undefined` when it exceeds the limit. Rejects when the client disconnects before the end.
 */
export async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    length += chunk.length
    if (length <= maxBodyBytes) chunks.push(chunk)
  }
  return length > maxBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8')
}

/** Parses a body as the usual body parsers do: before anything else, and ignoring unknown types. */
function parseBody(
  text: string | undefined,
  type: string,
): Pick<ParsedRequest, 'body' | 'form' | 'unreadable'> {
  // Express answers 413 here; the service's status is not known, and the contract has no 413.
  if (text === undefined) return { body: {}, unreadable: errorReply(400, 'request entity too large') }
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return { body: parsePairs(new URLSearchParams(text)), form: true }
  }
  if (text.trim() === '' || !/^application\/json\b/i.test(type)) return { body: {} }
  try {
    const body: unknown = JSON.parse(text)
    if (isNestedDeeper(body, maxNesting)) {
      // It is not known how the service reacts.
      return { body: {}, unreadable: errorReply(400, 'The body is nested too deeply') }
    }
    if (isRecord(body)) return { body }
  } catch {
    // The error below replaces the parser's message, which would quote the body.
  }
  return { body: {}, unreadable: errorReply(400, 'The body is not a JSON object') }
}

/** Recurses only as deep as allowed, so it does not overflow itself. */
function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((item) => isNestedDeeper(item, levels - 1))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A name that occurs twice gets an array of values. */
function parsePairs(pairs: URLSearchParams): Record<string, string | string[]> {
  const fields = new Map<string, string[]>()
  // `getAll` for each name would take half a minute for a form of 1 MB.
  for (const [name, value] of pairs) {
    const values = fields.get(name)
    if (values === undefined) fields.set(name, [value])
    else values.push(value)
  }
  return Object.fromEntries(
    Array.from(fields, ([name, values]) => {
      const [first = '', ...others] = values
      return [name, others.length === 0 ? first : values]
    }),
  )
}
