import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { syncError } from '../error.ts'
import type { FeedRecord } from '../store/store.ts'
import { AddressError, createLookup, isLoopbackAddress, isPublicAddress, type Resolve } from './address.ts'
import { connectionFailure, statusFailure } from './failure.ts'

/** Limits of a feed that is read by its address. */
export type FeedOptions = {
  /** Allows addresses of private networks, and of this machine, the latter with `http:` as well. Default: false. */
  readonly allowPrivateAddresses?: boolean | undefined
  /** The largest size of a feed in bytes, both compressed and decompressed. Default: 10,000,000. */
  readonly maxBytes?: number | undefined
  /** Milliseconds within which the whole feed has to arrive, redirects included. Default: 30,000. */
  readonly timeoutMs?: number | undefined
}

/** A request for a feed. */
export type FeedRequest = FeedOptions & {
  readonly signal: AbortSignal
  /** The record of its last response: the feed is sent again only if it has changed since. */
  readonly known?: FeedRecord | undefined
  readonly resolve?: Resolve | undefined
}

type Limits = FeedRequest & Required<{ [Name in keyof FeedOptions]: NonNullable<FeedOptions[Name]> }>

const maxRedirects = 5
const redirects: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308])

const refuse = (message: string): Error => syncError('guard', message)

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** True for the address of this machine, or the name that stands for it; what it stands for is checked when it is looked up. */
const isLoopback = (host: string): boolean => host === 'localhost' || isLoopbackAddress(host)

/**
 * Reads the address of a feed, or where it redirects to.
 *
 * @throws BlockSlotsError when it may not be requested. Its text is a secret, and in no message.
 */
export function readFeedAddress(
  text: string,
  { allowPrivateAddresses = false }: FeedOptions,
  from?: URL,
): URL {
  const what = from === undefined ? 'the address of the feed' : 'the address that the feed redirects to'
  // The scheme by which calendar programs subscribe to what is otherwise read by https.
  const https = text.trim().replace(/^webcals?:/i, 'https:')
  if (!URL.canParse(https, from?.href)) {
    throw refuse(
      `Expected ${what} to be a URL and got another text. Copy it again from where the calendar is shared.`,
    )
  }
  const url = new URL(https, from?.href)
  const host = hostOf(url)
  const isPlain =
    url.protocol === 'http:' && allowPrivateAddresses && isLoopback(host) && from?.protocol !== 'https:'
  if (url.protocol !== 'https:' && !isPlain) {
    // Named only where it is known: the part before the first colon of another text may be a secret.
    const got = ['http:', 'file:', 'ftp:', 'data:'].includes(url.protocol) ? url.protocol : 'another scheme'
    throw refuse(
      `Expected ${what} to begin with https: and got ${got.replace(':', '')}. Use the address that begins with https:.`,
    )
  }
  if (isIP(host) !== 0 && !isAllowed(url, host, allowPrivateAddresses)) throw refuse(privateMessage)
  // Credentials are given with the first address only.
  if (from !== undefined) Object.assign(url, { username: '', password: '' })
  return url
}

const privateMessage =
  'Expected the feed to be on the public internet and got a private or local address. If the feed is your own, set allowPrivateAddresses.'

const isAllowed = ({ protocol }: URL, address: string, allowPrivateAddresses: boolean): boolean =>
  protocol === 'http:' ? isLoopbackAddress(address) : allowPrivateAddresses || isPublicAddress(address)

/** Sends one request, and waits for the head of its response. */
const send = (
  url: URL,
  { signal, known, resolve, allowPrivateAddresses }: Limits,
): Promise<IncomingMessage> => {
  const options: RequestOptions = {
    // A connection of its own, which no other setting of the process applies to.
    agent: false,
    signal,
    lookup: createLookup((address) => isAllowed(url, address, allowPrivateAddresses), resolve),
    headers: {
      accept: 'text/calendar, */*;q=0.1',
      'accept-encoding': 'gzip, br',
      'user-agent': 'block-slots',
      ...(known?.etag !== undefined && { 'if-none-match': known.etag }),
      ...(known?.lastModified !== undefined && { 'if-modified-since': known.lastModified }),
    },
  }
  const request = url.protocol === 'http:' ? requestPlain : requestSecure
  return new Promise((resolved, reject) => {
    request(url, options, resolved).on('error', reject).end()
  })
}

/** Sends a request, and follows the redirects of its responses. */
async function follow(first: URL, limits: Limits): Promise<IncomingMessage> {
  let url = first
  for (let count = 0; count <= maxRedirects; count += 1) {
    const response = await send(url, limits)
    const { location } = response.headers
    if (!redirects.has(response.statusCode) || location === undefined) return response
    response.destroy()
    url = readFeedAddress(location, limits, url)
  }
  throw refuse(
    `Expected the feed to redirect ${maxRedirects} times at most and got more. Use the address that it ends at.`,
  )
}

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

const isEncoding = (name: string): name is keyof typeof decoders => Object.hasOwn(decoders, name)

/** Reads a whole body, decompressed. */
async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? ''
  const chunks: Uint8Array[] = []
  const count = () => {
    let size = 0
    return (chunk: Uint8Array): void => {
      size += chunk.length
      if (size <= maxBytes) return
      throw refuse(
        `Expected the feed to have ${maxBytes} bytes at most and got more. If that is right, set maxBytes to a larger number.`,
      )
    }
  }
  const limit = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const add = count()
    for await (const chunk of source) {
      add(chunk)
      yield chunk
    }
  }
  const collect = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    const add = count()
    for await (const chunk of source) {
      add(chunk)
      chunks.push(chunk)
    }
  }
  if (encoding === '' || encoding === 'identity') await pipeline(response, collect)
  else if (isEncoding(encoding)) await pipeline(response, limit, decoders[encoding](), collect)
  else {
    response.destroy()
    throw refuse(
      'Expected the feed to be compressed by gzip or br and got another encoding. Ask its provider.',
    )
  }
  return Buffer.concat(chunks)
}

/** Keeps what can be sent again as a header. */
const validator = (text: string | undefined): string | undefined =>
  text !== undefined && text.length <= 1000 && /^[\x20-\x7e]+$/.test(text) ? text : undefined

async function fetchOnce(url: URL, limits: Limits): Promise<FeedRecord | undefined> {
  const response = await follow(url, limits)
  const { statusCode: status = 0, headers } = response
  if (status === 304 && limits.known !== undefined) {
    response.destroy()
    return undefined
  }
  if (status !== 200) {
    response.destroy()
    throw refuse(statusFailure(status))
  }
  const body = await readBody(response, limits.maxBytes)
  const [etag, lastModified] = [validator(headers.etag), validator(headers['last-modified'])]
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }), body }
}

/**
 * Fetches a feed, and nothing but that: the bytes may be anything. Returns `undefined` when it has not changed since what is
 * known of it was sent.
 *
 * @throws BlockSlotsError when it could not be read completely, without any part of its address.
 */
export async function fetchFeed(url: URL, request: FeedRequest): Promise<FeedRecord | undefined> {
  const { signal, allowPrivateAddresses = false, maxBytes = 10_000_000, timeoutMs = 30_000 } = request
  const timeout = AbortSignal.timeout(timeoutMs)
  const limits = {
    ...request,
    allowPrivateAddresses,
    maxBytes,
    timeoutMs,
    signal: AbortSignal.any([signal, timeout]),
  }
  try {
    return await fetchOnce(url, limits)
  } catch (error) {
    signal.throwIfAborted()
    if (timeout.aborted) {
      throw refuse(
        `Expected the feed to be complete within ${timeoutMs} ms and it was not. Try again, or set timeoutMs to a larger number.`,
      )
    }
    if (error instanceof AddressError) throw refuse(privateMessage)
    throw connectionFailure(error)
  }
}
