import { describe, expect, test } from 'vitest'
import { createBlockSlotsApi, createBlockSlotsClient, type BlockSlotsClient } from '../src/index.ts'
import { leaksOf } from './support/scan.ts'
import { tcpServer, watchRejections } from './support/server.ts'
import { calendarBlock, calls, failure, json, query, type Called, once } from './support/service.ts'

watchRejections()

const tokens: Readonly<Record<string, string>> = {
  'a private integration token': 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d',
  'a JSON Web Token':
    'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdXRoQ2xhc3MiOiJMb2NhdGlvbiIsImF1dGhDbGFzc0lkIjoiQzJRdWplQ2g4Wm5DN2FsMkluV1IiLCJzb3VyY2UiOiJJTlRFR1JBVElPTiJ9.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZy1lbm91Z2g_-0',
  'a token without a known shape': '8f14e45fceea167a5a36dedd4bea2543kQx',
  'a token of signs': `a!"#$%&'()*+,-./:;<=>?@[]^_\`{|}~b\\c/d+e==`,
  // Its base64 is full of "+" and "/", and every twelve characters of its JSON hold both kinds of escape.
  'a token of few signs': String.raw`~~~???~~~???"/"\/"/"\/"/"\/`,
  'a short token': 'Zq7#kP2!',
}

/** Ways in which servers echo a request. */
const echoes: Readonly<Record<string, (token: string) => string>> = {
  whole: (token) => token,
  'behind Bearer': (token) => `Bearer ${token}`,
  'in quotes': (token) => `"${token}"`,
  twice: (token) => token + token,
  'in percent': (token) => encodeURIComponent(token),
  'in small percent': (token) => encodeURIComponent(token).replace(/%../g, (code) => code.toLowerCase()),
  'in a form': (token) => new URLSearchParams({ token }).toString(),
  'as JSON': (token) => JSON.stringify({ token }),
  'as JSON with slashes escaped': (token) => JSON.stringify(token).replaceAll('/', String.raw`\/`),
  'in base64': (token) => btoa(token),
  'in base64, one letter later': (token) => btoa(`:${token}`),
  'in base64, two letters later': (token) => btoa(`x:${token}:y`),
  'in base64 of the whole header': (token) => btoa(`Authorization: Bearer ${token}`),
  'in base64 for addresses': (token) =>
    btoa(`~${token}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
  'cut at the end': (token) => token.slice(0, 20),
  'cut at the start': (token) => token.slice(-20),
  'cut at both ends': (token) => token.slice(3, 18),
  'in percent, cut': (token) => encodeURIComponent(token).slice(0, 20),
  'in base64, cut': (token) => btoa(`x${token}`).slice(6, 30),
  'with a line break in it': (token) => `${token.slice(0, 14)}\r\n ${token.slice(14)}`,
  'behind 490 letters': (token) => `${'x '.repeat(245)}${token}`,
  'behind ten thousand letters': (token) => `${'x'.repeat(9990)}${token}`,
  'a hundred times': (token) => token.repeat(100),
}

/** Where in an answer it stands. */
const answers: Readonly<Record<string, (echo: string) => Response | Promise<Response>>> = {
  'the message of a refusal': (echo) => json(422, { message: `no: ${echo}` }),
  'one of several messages': (echo) => json(400, { message: ['no', echo] }),
  'the details of a refusal': (echo) => json(422, { message: 'no', errors: [{ [echo]: echo }] }),
  'an OAuth error': (echo) => json(401, { error: echo, error_description: echo }),
  'the trace id': (echo) => json(500, { message: 'no', traceId: echo }),
  'a page': (echo) => new Response(`<html><body>${echo}</body></html>`, { status: 502 }),
  'a success that is a page': (echo) => new Response(`<html>${echo}`, { status: 200 }),
  'a success that says nothing': (echo) => json(200, { title: echo, traceId: echo, message: echo }),
  'a rate limit': (echo) => json(429, { message: echo }),
}

describe.each(Object.entries(tokens))('%s', (_, token) => {
  /** Where the token shows in the error of a call, and in the client after it. */
  const leaks = async (call: Promise<unknown>, client?: BlockSlotsClient): Promise<string[]> => {
    const error = await failure(call)
    return [error, client, client?.api].flatMap((subject) => leaksOf(subject, token))
  }

  test.each(Object.entries(answers))(
    'does not come out of %s, however it is echoed',
    async (_name, answer) => {
      for (const echo of Object.values(echoes)) {
        const client = createBlockSlotsClient({ ...once, token, fetch: async () => answer(echo(token)) })
        expect(await leaks(client.create(calendarBlock), client)).toEqual([])
      }
    },
  )

  test('does not come out of headers, for any status', async () => {
    for (const status of [200, 302, 401, 429, 503]) {
      const headers = {
        location: `https://127.0.0.1/?${encodeURIComponent(token)}`,
        'x-token': token,
        'retry-after': token,
        'www-authenticate': `Bearer ${token}`,
      }
      const client = createBlockSlotsClient({
        ...once,
        token,
        fetch: async () => new Response('x', { status, statusText: token, headers }),
      })
      expect(await leaks(client.create(calendarBlock), client)).toEqual([])
    }
  })

  test.each<[string, (token: string) => unknown]>([
    ['an error', (words) => new Error(`Request failed: Authorization: Bearer ${words}`)],
    ['an error with a cause', (words) => new TypeError('fetch failed', { cause: new Error(words) })],
    [
      'an error six causes deep',
      (words) => [1, 2, 3, 4, 5, 6].reduce((cause) => new Error(`no ${words}`, { cause }), new Error(words)),
    ],
    [
      'an error with a name, a code and a stack',
      (words) => Object.assign(new Error('no'), { name: words, code: words, stack: words }),
    ],
    [
      'an error that carries the request',
      (words) =>
        Object.assign(new Error('no'), {
          request: new Request('http://127.0.0.1', { headers: { authorization: `Bearer ${words}` } }),
          config: { headers: { Authorization: words } },
          [words]: 1,
        }),
    ],
    ['several errors', (words) => new AggregateError([new Error(words)], words)],
    ['a string', (words) => words],
    ['a symbol', (words) => Symbol(words)],
    ['an object', (words) => ({ token: words, message: words })],
    ['a function', (words) => Object.assign(() => words, { token: words })],
    ['base64 in a message', (words) => new Error(btoa(`xx${words}`))],
  ])(
    'does not come out of %s that was thrown by fetch, by the token function, or by a signal',
    async (_name, make) => {
      const thrown = make(token)
      const client = createBlockSlotsClient({ ...once, token, fetch: () => Promise.reject(thrown) })
      expect(await leaks(client.create(calendarBlock), client)).toEqual([])

      let asked = 0
      const sealed = createBlockSlotsClient({
        ...once,
        // The first call gives the token away, the second throws with it.
        token: () => ((asked += 1) === 1 ? token : Promise.reject(thrown)),
        fetch: async () => json(200, { succeeded: true }),
      })
      await sealed.delete('x')
      expect(await leaks(sealed.delete('x'), sealed)).toEqual([])

      const hanging = createBlockSlotsClient({ ...once, token, fetch: () => new Promise(() => {}) })
      const controller = new AbortController()
      const call = leaks(hanging.create(calendarBlock, { signal: controller.signal }), hanging)
      controller.abort(thrown)
      expect(await call).toEqual([])
      const aborted = AbortSignal.abort(thrown)
      expect(await leaks(hanging.create(calendarBlock, { signal: aborted }), hanging)).toEqual([])
    },
  )

  test('does not come out of input that was refused', async () => {
    const client = createBlockSlotsClient({ ...once, token })
    const wrong: (() => Promise<unknown>)[] = [
      () => client.delete(`${token}\n`),
      () => client.delete(` ${token.slice(0, 20)}`),
      () => client.create({ ...calendarBlock, title: `${token}\n` }),
      () => client.create({ ...calendarBlock, startTime: token }),
      () => client.create({ ...calendarBlock, [token]: 1 }),
      () => client.list({ ...query, startTime: token }),
      () => client.list({ ...query, locationId: `${token}\0` }),
    ]
    for (const call of wrong) {
      expect(await leaks(call(), client)).toEqual([])
      expect((await failure(call())).code).toBe('invalid-input')
    }
  })

  test('does not come out of options that were refused', () => {
    const wrong = [
      { token: `Bearer ${token}` },
      { token: `${token} ` },
      { token, baseUrl: `https://${encodeURIComponent(token)}@127.0.0.1` },
      { token, version: `${token}\n` },
    ]
    for (const options of wrong) {
      for (const open of [createBlockSlotsClient, createBlockSlotsApi]) {
        const error = ((): unknown => {
          try {
            return open(options)
          } catch (thrown) {
            return thrown
          }
        })()
        expect(error).toBeInstanceOf(Error)
        expect(leaksOf(error, token)).toEqual([])
      }
    }
  })

  test('does not come out of what the platform throws, with a server that echoes and resets', async () => {
    for (const start of [
      '',
      'HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n',
      'HTTP/1.1 500 No\r\nContent-Length: 9999\r\n\r\n',
      'SSH-2.0 ',
    ]) {
      const server = await tcpServer((socket) => socket.write(start + token, () => socket.resetAndDestroy()))
      const client = createBlockSlotsClient({ ...once, token, baseUrl: server.url })
      for (const operation of ['createBlockSlot', 'listBlockedSlots'] satisfies Called[]) {
        expect(await leaks(calls[operation](client), client)).toEqual([])
      }
    }
  })
})

test('each of a hundred calls at once hides its own token, although only the last few are remembered', async () => {
  let count = 0
  const token = (): string => `0123456789abcdef-${(count += 1)}-fedcba9876543210`
  const client = createBlockSlotsClient({
    ...once,
    token,
    fetch: async ({ headers }) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return json(422, { message: `no ${headers.get('authorization')?.slice(7)}` })
    },
  })
  const errors = await Promise.all(Array.from({ length: 100 }, () => failure(client.delete('x'))))
  for (const [index, error] of errors.entries()) {
    expect(leaksOf(error, `0123456789abcdef-${index + 1}-fedcba9876543210`)).toEqual([])
    expect(error.detail).toBe('no [secret]')
  }
})

test('a token that was refreshed a moment ago is masked as well', async () => {
  const former = '8f14e45fceea167a5a36dedd4bea2543'
  const given = [former, 'c9f0f895fb98ab9159f51fd0297e236d']
  const client = createBlockSlotsClient({
    ...once,
    token: () => given.shift() ?? '',
    fetch: async ({ url }) =>
      url.endsWith('/1') ? json(200, { succeeded: true }) : json(401, { message: former }),
  })
  await client.delete('1')
  expect(leaksOf(await failure(client.delete('2')), former)).toEqual([])
})

test('an unknown token is masked by its pattern', async () => {
  const unknownSecrets = [
    'pit-99999999-aaaa-bbbb-cccc-dddddddddddd',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSBlbHNlIn0.c2lnbmF0dXJlc2lnbmF0dXJl',
    'Bearer q1w2e3r4t5y6u7i8o9p0',
    '"access_token":"q1w2e3r4t5y6u7i8o9p0"',
    'refresh_token=q1w2e3r4t5y6u7i8o9p0',
  ]
  for (const unknownSecret of unknownSecrets) {
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async () => json(500, { message: unknownSecret }),
    })
    expect(leaksOf(await failure(client.delete('x')), unknownSecret)).toEqual([])
  }
})

test('a token that equals a word of the service leaves the message readable', async () => {
  for (const token of ['token', 'been', 'scope', 'e']) {
    const answer = (status: number, message: string): BlockSlotsClient =>
      createBlockSlotsClient({ ...once, token, fetch: async () => json(status, { message }) })
    expect(await answer(400, 'The event has already been deleted').delete('x')).toMatchObject({
      alreadyDeleted: true,
    })
    const scope = await failure(answer(401, 'The token is not authorized for this scope.').delete('x'))
    expect(scope).toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('calendars/events.write'),
    })
    const pit = await failure(answer(401, 'Invalid Private Integration token').delete('x'))
    expect(pit.hint).toContain('Refresh it, or make a Private Integration Token')
  }
})
