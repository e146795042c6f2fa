import type { ClientRequest } from 'node:http'
import type { Pool } from './pool.ts'

/** A request ready to send. */
type Outgoing = {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly payload: string | Uint8Array | undefined
}

/** Headers of the connection, not of the request; a second content-length would contradict the first. */
const ours = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Prepares a request for writing. Throws when a part of it cannot be sent. */
export function requestOf(pool: Pool, { url, method, headers, payload }: Outgoing): ClientRequest {
  const { protocol, host, hostname, port, pathname, search } = url
  // A flat list, which Node writes unchanged: half the time of setting headers one by one.
  const fields = ['host', host]
  for (const [name, value] of headers) if (!ours.has(name)) fields.push(name, value)
  if (!headers.has('accept')) fields.push('accept', '*/*')
  // Gateways reject requests without a user agent; this is the one of Node's fetch.
  if (!headers.has('user-agent')) fields.push('user-agent', 'node')
  // Lists are long and compress to a tenth. Other responses are too short to gain from it.
  if (!headers.has('accept-encoding')) fields.push('accept-encoding', method === 'GET' ? 'gzip' : 'identity')
  if (payload !== undefined) fields.push('content-length', String(Buffer.byteLength(payload)))
  else if (/^(?:PATCH|POST|PUT)$/.test(method)) fields.push('content-length', '0')
  return process.getBuiltinModule('node:http').request({
    agent: pool.agentOf(protocol),
    protocol,
    // IPv6 addresses have brackets only in a URL.
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
    path: pathname + search,
    method,
    headers: fields,
  })
}
