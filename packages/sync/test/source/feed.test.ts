import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { isBlockSlotsError } from '@block-slots/client'
import { expect, test } from 'vitest'
import { fetchFeed, type FeedRequest, readFeedAddress } from '../../src/source/feed.ts'
import { messageOf, openFeedServer, secretPath, writeCalendar } from '../support/feed-server.ts'

const calendar = writeCalendar(['UID:one', 'DTSTART:20261224T090000Z', 'DURATION:PT1H'])

const allowed = { allowPrivateAddresses: true }

const fetchFrom = async (url: string, options: Partial<FeedRequest> = {}): Promise<string | undefined> => {
  const request = { ...allowed, signal: new AbortController().signal, ...options }
  const record = await fetchFeed(readFeedAddress(url, request), request)
  return record && new TextDecoder().decode(record.body)
}

/** The message that a response leads to. Fails when the error has a part of the address. */
async function refusal(listener: RequestListener, options: Partial<FeedRequest> = {}): Promise<string> {
  await using server = await openFeedServer(listener)
  const error = await fetchFrom(server.url(), options).catch((thrown: unknown) => thrown)
  if (!isBlockSlotsError(error)) throw new Error('Expected an error of its own.', { cause: error })
  const parts = ['private-0f3b', 'basic.ics', '127.0.0.1', new URL(server.url()).port]
  const shown = JSON.stringify(error)
  if (error.cause !== undefined || parts.some((part) => shown.includes(part))) {
    throw new Error(`Expected an error without its address and got ${shown}`)
  }
  return error.message
}

test.each([
  ['as it is', undefined, (text: string) => Buffer.from(text)],
  ['identity', 'identity', (text: string) => Buffer.from(text)],
  ['gzip', 'gzip', (text: string) => gzipSync(text)],
  ['gzip in capitals', 'GZIP', (text: string) => gzipSync(text)],
  ['deflate', 'deflate', (text: string) => deflateSync(text)],
  ['br', 'br', (text: string) => brotliCompressSync(text)],
])('reads a body: %s', async (_, encoding, encode) => {
  await using server = await openFeedServer((_request, response) => {
    if (encoding !== undefined) response.setHeader('content-encoding', encoding)
    response.end(encode(calendar))
  })
  expect(await fetchFrom(server.url())).toBe(calendar)
  expect(server.requests[0]).toMatchObject({ 'accept-encoding': 'gzip, br', connection: 'close' })
})

test('keeps the validators, and sends them again', async () => {
  await using server = await openFeedServer((_request, response) => {
    response
      .setHeader('etag', 'W/"1"')
      .setHeader('last-modified', 'Tue, 01 Dec 2026 00:00:00 GMT')
      .end(calendar)
  })
  const url = readFeedAddress(server.url(), allowed)
  const { signal } = new AbortController()
  const known = await fetchFeed(url, { ...allowed, signal })
  expect(known).toMatchObject({ etag: 'W/"1"', lastModified: 'Tue, 01 Dec 2026 00:00:00 GMT' })
  server.respond((_request, response) => void response.writeHead(304).end())
  expect(await fetchFeed(url, { ...allowed, signal, known })).toBe(undefined)
  expect(server.requests[0]).not.toHaveProperty('if-none-match')
  expect(server.requests[1]).toMatchObject({
    'if-none-match': 'W/"1"',
    'if-modified-since': 'Tue, 01 Dec 2026 00:00:00 GMT',
  })
})

test('a validator that cannot be sent is forgotten', async () => {
  await using server = await openFeedServer((_request, response) => {
    response
      .setHeader('etag', `"${'x'.repeat(1000)}"`)
      .setHeader('last-modified', 'd\u00e9c')
      .end(calendar)
  })
  const record = await fetchFeed(readFeedAddress(server.url(), allowed), {
    ...allowed,
    signal: new AbortController().signal,
  })
  expect(Object.keys(record ?? {})).toEqual(['body'])
})

test('credentials are sent, and are in no message', async () => {
  await using server = await openFeedServer((_request, response) => void response.writeHead(403).end())
  const url = server.url().replace('127', 'anna:s3cret-passw0rd@127')
  const message = await messageOf(() => fetchFrom(url))
  expect(server.requests[0]?.authorization).toBe(`Basic ${btoa('anna:s3cret-passw0rd')}`)
  expect(message).not.toMatch(/anna|s3cret|basic\.ics/)
})

test.each([
  [204, /status 204: it has no content/],
  [206, /only a part/],
  [304, /never read before/],
  [401, /password/],
  [403, /Share the calendar again/],
  [404, /does not exist\. Copy the address again/],
  [410, /any more/],
  [418, /no feed/],
  [429, /too often\. Try again later, and read it less often/],
  [500, /server failed\. Try again later/],
  [503, /server failed/],
  // A redirect to nowhere.
  [302, /status 302/],
])('status %i is an error that says what to do', async (status, message) => {
  expect(await refusal((_request, response) => void response.writeHead(status).end())).toMatch(message)
})

test.each<[string, RequestListener, RegExp]>([
  ['no headers', () => {}, /within 200 ms/],
  [
    'headers that never end',
    ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nx-a: 1\r\n')
    },
    /within 200 ms/,
  ],
  [
    'a body that stops',
    (_request, response) => {
      response.write(calendar)
    },
    /within 200 ms/,
  ],
  [
    'a body byte by byte',
    (_request, response) => {
      const timer = setInterval(() => response.write('A'), 10)
      response.on('close', () => {
        clearInterval(timer)
      })
    },
    /within 200 ms/,
  ],
])('a server with %s ends at the time limit', async (_, listener, message) => {
  expect(await refusal(listener, { timeoutMs: 200 })).toMatch(message)
})

const endless: RequestListener = (_request, response) => {
  const fill = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, 'A'))) {
      // Fills the buffer of the socket.
    }
  }
  response.on('drain', fill)
  fill()
}

test.each<[string, RequestListener]>([
  ['an endless body', endless],
  ['a body of one byte more', (_request, response) => void response.end('A'.repeat(100_001))],
  [
    'a gzip bomb',
    (_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(50_000_000)))
    },
  ],
  [
    'a brotli bomb',
    (_request, response) => {
      response.setHeader('content-encoding', 'br').end(brotliCompressSync(Buffer.alloc(5_000_000)))
    },
  ],
  [
    'an endless body that decompresses to nothing',
    (request, response) => {
      response.setHeader('content-encoding', 'gzip')
      // The header of gzip with a comment that never ends.
      response.write(Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255]))
      endless(request, response)
    },
  ],
])('%s ends at the size limit', async (_, listener) => {
  expect(await refusal(listener, { maxBytes: 100_000 })).toMatch(
    /100000 bytes at most and got more.*maxBytes/,
  )
})

test('a body of just the limit is read', async () => {
  await using server = await openFeedServer((_request, response) => void response.end('A'.repeat(100_000)))
  expect(await fetchFrom(server.url(), { maxBytes: 100_000 })).toHaveLength(100_000)
})

const raw =
  (text: string | Uint8Array): RequestListener =>
  ({ socket }: { socket: Socket }) => {
    socket.end(text)
  }

test.each<[string, RequestListener, RegExp]>([
  [
    'an early end',
    raw(`HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n${calendar}`),
    /before everything was sent/,
  ],
  [
    'an early end of chunks',
    raw(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nBEGIN\r\n`),
    /before everything/,
  ],
  ['no response', ({ socket }) => void socket.destroy(), /before everything/],
  ['no HTTP', raw('hello'), /HPE_/],
  [
    'a head that is too large',
    raw(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`),
    /HPE_HEADER_OVERFLOW/,
  ],
  [
    'gzip that is cut off',
    (_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync(calendar).subarray(0, 40))
    },
    /incomplete/,
  ],
  [
    'gzip that is damaged',
    (_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(calendar)
    },
    /damaged/,
  ],
  [
    'an unknown encoding',
    (_request, response) => {
      response.setHeader('content-encoding', 'zstd').end(calendar)
    },
    /compressed by gzip or br/,
  ],
  [
    'two encodings',
    (_request, response) => {
      response.setHeader('content-encoding', 'gzip, gzip').end(gzipSync(gzipSync(calendar)))
    },
    /compressed by gzip or br/,
  ],
])('%s is an error', async (_, listener, message) => {
  expect(await refusal(listener)).toMatch(message)
})

test('a body that is longer than its length is cut there, and is then no whole calendar', async () => {
  await using server = await openFeedServer(raw(`HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n${calendar}`))
  expect(await fetchFrom(server.url())).toBe(calendar.slice(0, 30))
})

test('a port on which nothing listens is an error', async () => {
  const server = await openFeedServer(() => {})
  const url = server.url()
  await server[Symbol.asyncDispose]()
  expect(await messageOf(() => fetchFrom(url))).toBe(
    'sync: Expected the feed to be read completely and the connection was refused. Try again later, and check its address.',
  )
})

test('a signal ends the request with its own reason', async () => {
  const controller = new AbortController()
  const reason = new Error('the process ends')
  await using server = await openFeedServer(() => {
    controller.abort(reason)
  })
  await expect(fetchFrom(server.url(), { signal: controller.signal })).rejects.toBe(reason)
})

const redirect =
  (location: string, status = 302): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { location }).end()

test.each([301, 302, 303, 307, 308])('follows a redirect with status %i', async (status) => {
  await using server = await openFeedServer((request, response) => {
    if (request.url === '/new.ics?key=1') response.end(calendar)
    else response.writeHead(status, { location: '/new.ics?key=1' }).end()
  })
  expect(await fetchFrom(server.url().replace('127', 'anna:secret@127'))).toBe(calendar)
  expect(server.requests.map(({ authorization }) => authorization !== undefined)).toEqual([true, false])
})

test('five redirects are followed, and six are not', async () => {
  let left = 5
  await using server = await openFeedServer((_request, response) => {
    if (left === 0) response.end(calendar)
    else response.writeHead(302, { location: `/${left}` }).end()
    left -= 1
  })
  expect(await fetchFrom(server.url())).toBe(calendar)
  left = 6
  expect(await messageOf(() => fetchFrom(server.url()))).toMatch(/redirect 5 times at most/)
  expect(server.requests).toHaveLength(12)
})

test.each<[string, RequestListener, RegExp]>([
  ['itself', redirect(`/${secretPath}`), /5 times at most/],
  ['a host by http', redirect('http://example.com/private-0f3b'), /begin with https: and got http\./],
  ['metadata of a cloud by http', redirect('http://169.254.169.254/private-0f3b'), /begin with https:/],
  ['a file', redirect('file:///etc/passwd'), /begin with https: and got file\./],
  ['data', redirect('data:text/calendar,BEGIN:VCALENDAR'), /begin with https: and got data\./],
  ['what is no address', redirect('https://[private-0f3b/'), /to be a URL/],
])('a redirect to %s is an error', async (_, listener, message) => {
  expect(await refusal(listener)).toMatch(message)
})

test.each([
  'https://127.0.0.1/a',
  'https://169.254.169.254/a',
  'https://2130706433/a',
  'https://0x7f.1/a',
  'https://0/a',
  'https://[::1]/a',
  'https://[::ffff:10.0.0.1]/a',
  'https://[fd00::1]/a',
  'webcal://192.168.0.1/a',
])('%s is refused before anything is sent, and as a redirect', (address) => {
  const message = /public internet and got a private or local address.*allowPrivateAddresses/
  expect(() => readFeedAddress(address, {})).toThrow(message)
  expect(() => readFeedAddress(address, {}, new URL('https://feed.example/'))).toThrow(message)
  expect(readFeedAddress(address, allowed).protocol).toBe('https:')
})

test('http is for this machine alone, and never after https', () => {
  const message = /begin with https: and got http\./
  expect(() => readFeedAddress('http://127.0.0.1/a', {})).toThrow(message)
  expect(() => readFeedAddress('http://192.168.0.1/a', allowed)).toThrow(message)
  expect(() => readFeedAddress('http://feed.example/a', allowed)).toThrow(message)
  expect(() => readFeedAddress('http://127.0.0.1/a', allowed, new URL('https://feed.example/'))).toThrow(
    message,
  )
  expect(readFeedAddress('http://[::1]/a', allowed).hostname).toBe('[::1]')
})

test.each([
  ['webcal://feed.example/a', 'https://feed.example/a'],
  ['WEBCALS://feed.example/a', 'https://feed.example/a'],
  [' https://feed.example/a\n', 'https://feed.example/a'],
])('%j is read as %s', (address, href) => {
  expect(readFeedAddress(address, {}).href).toBe(href)
})

test.each(['', 'feed.example/private-0f3b', 'ftp://feed.example/private-0f3b', 'private-0f3b:secret'])(
  '%j is no address, and is not repeated',
  async (address) => {
    const message = await messageOf(() => readFeedAddress(address, {}))
    expect(message).toMatch(/^sync: Expected the address of the feed to be(gin with https:| a URL)/)
    expect(message).not.toContain('0f3b')
  },
)

test.each([['10.0.0.1'], ['::1'], ['::ffff:127.0.0.1'], ['169.254.169.254']])(
  'a public name whose address is %s is refused where the connection is made',
  async (address) => {
    const names: string[] = []
    const resolve: FeedRequest['resolve'] = (name, _options, callback) => {
      names.push(name)
      callback(null, [{ address, family: address.includes(':') ? 6 : 4 }])
    }
    const work = fetchFrom('https://feed.example/private-0f3b', { allowPrivateAddresses: false, resolve })
    expect(await messageOf(() => work)).toMatch(/private or local address/)
    expect(names).toEqual(['feed.example'])
  },
)

test('a name that changes its address between two requests is refused at the second', async () => {
  await using server = await openFeedServer((_request, response) => void response.end(calendar))
  const { port } = new URL(server.url())
  const addresses = ['127.0.0.1', '192.168.0.1']
  const resolve: FeedRequest['resolve'] = (_name, _options, callback) => {
    callback(null, [{ address: addresses.shift() ?? '', family: 4 }])
  }
  const url = `http://localhost:${port}/`
  expect(await fetchFrom(url, { resolve })).toBe(calendar)
  expect(await messageOf(() => fetchFrom(url, { resolve }))).toMatch(/private or local address/)
  expect(server.requests).toHaveLength(1)
})

test('a name that cannot be looked up is an error without the name', async () => {
  const resolve: FeedRequest['resolve'] = (name, _options, callback) => {
    callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), [])
  }
  const message = await messageOf(() => fetchFrom('https://private-0f3b.example/', { resolve }))
  expect(message).toMatch(/its host name does not exist/)
  expect(message).not.toContain('0f3b')
})
