/** Reads untrusted documents and pages from files and URLs. */
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { type Fields, fields } from '../document.ts'

/** A document with its origin. */
export type Source = {
  /** The address as given. */
  readonly name: string
  readonly url: URL
  readonly document: Fields
}

/** Options of reading. */
export type Reader = {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>
  readonly timeoutMs: number
  readonly maxBytes: number
}

export const reader: Reader = { fetch, timeoutMs: 30_000, maxBytes: 20_000_000 }

/** The folder of the caller; pnpm runs the command in that of the package. */
const typedIn = process.env['INIT_CWD'] ?? process.cwd()

/** The resolved address: a URL, or a path. */
export function address(name: string): URL {
  if (!/^[a-z][a-z\d+.-]+:/i.test(name)) return pathToFileURL(resolve(typedIn, name))
  const url = URL.parse(name)
  if (url === null) throw new Error(`${name} is no URL`)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Error(`${name} is neither a path nor http(s)`)
  return url
}

async function download(name: string, url: URL, how: Reader): Promise<string> {
  const signal = AbortSignal.timeout(how.timeoutMs)
  try {
    const answer = await how.fetch(url, { redirect: 'manual', signal, headers: { Accept: '*/*' } })
    if (answer.status >= 300 && answer.status < 400)
      throw new Error(`sends on to ${answer.headers.get('location') ?? 'somewhere'}. Give that address`)
    if (!answer.ok) throw new Error(`answers ${answer.status}`)
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of answer.body ?? []) {
      size += part.byteLength
      if (size > how.maxBytes) throw new Error(`is larger than ${how.maxBytes} bytes`)
      parts.push(part)
    }
    return Buffer.concat(parts).toString('utf8')
  } catch (error) {
    const why = signal.aborted ? `did not answer within ${how.timeoutMs} ms` : reason(error)
    throw new Error(`${name} ${why}`, { cause: error })
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

async function open(name: string, url: URL, how: Reader): Promise<string> {
  try {
    const { size } = await stat(url)
    if (size > how.maxBytes) throw new Error(`is larger than ${how.maxBytes} bytes`)
    return await readFile(url, 'utf8')
  } catch (error) {
    throw new Error(`${name} cannot be read: ${reason(error)}`, { cause: error })
  }
}

function parsed(name: string, text: string): unknown {
  if (/^\s*</.test(text))
    throw new Error(`${name} is a page of HTML, not JSON or YAML. Is it the raw file's address?`)
  try {
    return JSON.parse(text)
  } catch {
    try {
      return parse(text, { logLevel: 'error' })
    } catch (error) {
      throw new Error(`${name} is neither JSON nor YAML: ${reason(error).split('\n')[0]}`, { cause: error })
    }
  }
}

/** Any text, from a file or the web. */
export function readText(name: string, url: URL, how: Reader): Promise<string> {
  return url.protocol === 'file:' ? open(name, url, how) : download(name, url, how)
}

/** Any JSON or YAML, such as the shared schemas that an OpenAPI document refers to. */
export async function readAny(name: string, url: URL, how: Reader): Promise<Fields> {
  return fields(parsed(name, await readText(name, url, how)))
}

/** Reads an OpenAPI 3 document. Every failure is an `Error` that names the document. */
export async function read(name: string, how: Reader = reader): Promise<Source> {
  const url = address(name)
  const document = await readAny(name, url, how)
  const { openapi, paths } = document
  if (typeof openapi !== 'string' || !openapi.startsWith('3.'))
    throw new Error(`${name} is not an OpenAPI 3 document`)
  if (Object.keys(fields(paths)).length === 0) throw new Error(`${name} describes no paths`)
  return { name, url, document }
}
