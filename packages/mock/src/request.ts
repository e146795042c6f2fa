import {
  type IHttpOperationConfig,
  type IHttpRequest,
  ProblemJsonError,
  UNPROCESSABLE_ENTITY,
} from '@stoplight/prism-http'
import type { RawRequest } from './server.ts'

/** A request as Prism takes it, and the response that it selects. */
export type ParsedRequest = {
  readonly input: IHttpRequest
  readonly preferences: Partial<IHttpOperationConfig>
}

/** The deepest nesting of a JSON body. A block slot has one level; Prism's validators recurse, and overflow at thousands. */
const maxNesting = 100

/** The methods that a document can describe. */
const methods = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'trace'] as const

/** A media type with its parameters, as RFC 9110 writes it in section 8.3.1. */
const mediaType =
  /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:\s*;\s*[\w!#$%&'*+.^`|~-]+=(?:[\w!#$%&'*+.^`|~-]+|"(?:[^"\\]|\\.)*"))*\s*$/

const json = /^\s*application\/(?:[^\s;/]+\+)?json\s*(?:;|$)/i

/**
 * Parses a request.
 *
 * @param raw The request as it was sent.
 * @returns The request for Prism.
 * @throws {ProblemJsonError} When it is malformed; Prism's own server would hang or end the process.
 */
export function parseRequest({ method, target, headers, body }: RawRequest): ParsedRequest {
  const { pathname, searchParams } = parseTarget(target)
  const { accept = '', 'content-type': type = '' } = headers
  checkMediaTypes('Content-Type', [type])
  checkMediaTypes('Accept', accept.split(','))
  const query = collect(searchParams)
  const baseUrl = searchParams.get('__server') ?? ''
  return {
    input: {
      method: parseMethod(method),
      url: { path: pathname, query, ...(baseUrl === '' ? {} : { baseUrl }) },
      // Node joins a header that is sent twice, except cookies of a response.
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: parseBody(body, type),
    },
    preferences: parsePreferences(headers['prefer'], searchParams),
  }
}

function parseMethod(name: string): IHttpRequest['method'] {
  const method = methods.find((known) => known === name.toLowerCase())
  if (method === undefined) throw problem(405, 'Method Not Allowed', `No operation has the method ${name}.`)
  return method
}

function parseTarget(target: string): URL {
  try {
    return new URL(target, 'http://localhost')
  } catch {
    throw malformed('The target of the request is not a URL.')
  }
}

function checkMediaTypes(header: string, types: readonly string[]): void {
  const wrong = types.find((type) => !mediaType.test(type))
  if (wrong === undefined || (wrong === '' && types.length === 1)) return
  throw malformed(`Expected ${header} to name media types, such as application/json, and got "${wrong}".`)
}

/** A name that occurs twice gets an array of values. */
function collect(pairs: URLSearchParams): Record<string, string | string[]> {
  const fields = new Map<string, string[]>()
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

function parseBody(bytes: Uint8Array | undefined, type: string): unknown {
  if (bytes === undefined) throw problem(413, 'Content Too Large', 'The body has more than 10 MiB.')
  // Prism distinguishes a missing body from an empty one.
  if (bytes.length === 0) return null
  const text = decode(bytes)
  if (!json.test(type)) return text
  const value = parseJson(text)
  if (isNestedDeeper(value, maxNesting)) {
    throw malformed(`The body is nested deeper than ${maxNesting} levels.`)
  }
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw malformed('The body is not UTF-8.')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('The body is not JSON.')
  }
}

/** Recurses only as deep as allowed, so it does not overflow itself. */
function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((item) => isNestedDeeper(item, levels - 1))
}

/** Reads the `Prefer` header, or without one the query that Prism takes instead. */
function parsePreferences(
  header: string | string[] | undefined,
  query: URLSearchParams,
): Partial<IHttpOperationConfig> {
  const preferences = header === undefined ? new Map<string, string>() : parsePrefer(String(header))
  const read = (name: string): string | undefined =>
    header === undefined ? (query.get(`__${name}`) ?? undefined) : preferences.get(name)
  const [code, dynamic, seed, exampleKey] = ['code', 'dynamic', 'seed', 'example'].map(read)
  if (code !== undefined && !/^\d{3}$/.test(code)) throw unknownPreference('code', 'a status', code)
  if (dynamic !== undefined && dynamic !== 'true' && dynamic !== 'false') {
    throw unknownPreference('dynamic', 'true or false', dynamic)
  }
  return {
    ...(code === undefined ? {} : { code: Number(code) }),
    ...(dynamic === undefined ? {} : { dynamic: dynamic === 'true' }),
    ...(seed === undefined ? {} : { seed }),
    ...(exampleKey === undefined ? {} : { exampleKey }),
  }
}

/** Parses `code=400, example="notAnEventCalendar"`, as RFC 7240 writes it. Of equal names, the first counts. */
function parsePrefer(header: string): Map<string, string> {
  const preferences = new Map<string, string>()
  for (const text of header.match(/(?:"[^"]*"|[^",])+/g) ?? []) {
    const [, name, quoted, plain = ''] = /^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^";]*))/.exec(text) ?? []
    const key = name?.toLowerCase()
    if (key !== undefined && !preferences.has(key)) preferences.set(key, quoted ?? plain.trim())
  }
  return preferences
}

function unknownPreference(name: string, expected: string, value: string): ProblemJsonError {
  const detail = `Expected ${name} in the Prefer header to be ${expected} and got "${value}".`
  return ProblemJsonError.fromTemplate(UNPROCESSABLE_ENTITY, detail)
}

/**
 * Makes the problem of a request that is not valid HTTP, JSON or percent-encoding.
 *
 * @param detail What is wrong with it.
 * @returns A problem with status 400.
 */
export function malformed(detail: string): ProblemJsonError {
  return problem(400, 'Malformed request', detail)
}

function problem(status: number, title: string, detail: string): ProblemJsonError {
  return ProblemJsonError.fromTemplate({ type: 'MALFORMED_REQUEST', title, status }, detail)
}
