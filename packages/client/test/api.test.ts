import { describe, expect, test } from 'vitest'
import { createBlockSlotsApi, createBlockSlotsClient } from '../src/index.ts'
import {
  answering,
  calendarBlock,
  calls,
  failure,
  goodAnswers,
  json,
  operations,
  verdictOf,
  once,
  versionOf,
} from './support/service.ts'

const path = { params: { path: { calendarId: 'x' } } } as const

describe('createBlockSlotsApi', () => {
  test('sets base URL and headers, and nothing else', async () => {
    const { fetch, requests } = answering(() => json(200, { calendar: { id: 'x' } }))
    await createBlockSlotsApi({ token: 'pit-token', fetch }).GET('/calendars/{calendarId}', path)
    const [request] = requests
    expect(request?.url).toBe('https://services.leadconnectorhq.com/calendars/x')
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      authorization: 'Bearer pit-token',
      version: '2021-04-15',
    })
    expect([request?.redirect, request?.signal.aborted]).toEqual(['follow', false])
  })

  test('gives data, error and response as they are', async () => {
    const answers = [json(200, { calendar: { id: 'x' } }), json(400, { message: 'no' })]
    const api = createBlockSlotsApi({
      token: 'pit-token',
      fetch: async () => answers.shift() ?? json(500, {}),
    })
    const good = await api.GET('/calendars/{calendarId}', path)
    expect([good.data, good.error, good.response.status]).toEqual([{ calendar: { id: 'x' } }, undefined, 200])
    const bad = await api.GET('/calendars/{calendarId}', path)
    expect([bad.data, bad.error, bad.response.status]).toEqual([undefined, { message: 'no' }, 400])
  })

  test('checks nothing before it sends', async () => {
    const { fetch, requests } = answering(() => json(422, { message: 'no' }))
    const body = { ...calendarBlock, assignedUserId: 'u' }
    await createBlockSlotsApi({ token: 'pit-token', fetch }).POST('/calendars/events/block-slots', {
      body: body as never,
    })
    expect(await requests[0]?.json()).toEqual(body)
  })

  test('rejects with what fetch or the token function throws', async () => {
    const broken = createBlockSlotsApi({
      token: 'pit-token',
      fetch: () => Promise.reject(new Error('broken')),
    })
    await expect(broken.GET('/calendars/{calendarId}', path)).rejects.toThrow('broken')
    const sealed = createBlockSlotsApi({ token: () => Promise.reject(new Error('sealed')) })
    await expect(sealed.GET('/calendars/{calendarId}', path)).rejects.toThrow('sealed')
  })

  test('leaves an Authorization header of the caller alone', async () => {
    let tokens = 0
    const { fetch, requests } = answering(() => json(200, {}))
    const api = createBlockSlotsApi({ token: () => `pit-${(tokens += 1)}`, fetch })
    await api.GET('/calendars/{calendarId}', { ...path, headers: { Authorization: 'Bearer other' } })
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer other')
    expect(tokens).toBe(0)
  })
})

describe('the options', () => {
  test.each<[string | undefined, string]>([
    [undefined, 'https://services.leadconnectorhq.com/calendars/x'],
    ['https://127.0.0.1', 'https://127.0.0.1/calendars/x'],
    ['https://127.0.0.1/', 'https://127.0.0.1/calendars/x'],
    ['https://127.0.0.1//', 'https://127.0.0.1/calendars/x'],
    ['http://localhost:4010/proxy/v1', 'http://localhost:4010/proxy/v1/calendars/x'],
    ['http://localhost:4010/proxy/v1/', 'http://localhost:4010/proxy/v1/calendars/x'],
    ['HTTPS://LOCALHOST:443/A', 'https://localhost/A/calendars/x'],
    ['http://localhost/{calendarId}', 'http://localhost/%7BcalendarId%7D/calendars/x'],
    ['http://[::1]:4010', 'http://[::1]:4010/calendars/x'],
  ])('baseUrl %s leads to %s', async (baseUrl, url) => {
    const { fetch, requests } = answering(() => json(200, { calendar: { id: 'x' } }))
    await createBlockSlotsApi({ token: 'pit-token', fetch, baseUrl }).GET('/calendars/{calendarId}', path)
    await createBlockSlotsClient({ ...once, token: 'pit-token', fetch, baseUrl }).calendar('x')
    expect(requests.map((request) => request.url)).toEqual([url, url])
  })

  test.each(['2021-04-15', '2021-07-28', 'v3', '9999-12-31'])('version %s is sent', async (version) => {
    const { fetch, requests } = answering(() => json(200, { calendar: { id: 'x' } }))
    await createBlockSlotsApi({ token: 'pit-token', fetch, version }).GET('/calendars/{calendarId}', path)
    await createBlockSlotsClient({ ...once, token: 'pit-token', fetch, version }).calendar('x')
    expect(requests.map(({ headers }) => headers.get('version'))).toEqual([version, version])
  })

  test('are read once', async () => {
    const { fetch, requests } = answering(() => json(200, { calendar: { id: 'x' } }))
    const options = { token: 'pit-token', fetch, baseUrl: 'https://127.0.0.1' }
    const client = createBlockSlotsClient(options)
    Object.assign(options, { token: 'other', baseUrl: 'https://example.com', fetch: undefined })
    await client.calendar('x')
    await client.api.GET('/calendars/{calendarId}', path)
    expect(requests.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
      ['https://127.0.0.1/calendars/x', 'Bearer pit-token'],
      ['https://127.0.0.1/calendars/x', 'Bearer pit-token'],
    ])
  })
})

describe('client.api', () => {
  test.each(operations)('shows middleware every response of %s', async (operation) => {
    for (const [status, body] of [
      [200, goodAnswers[operation]],
      [422, { message: 'no' }],
    ] as const) {
      const seen: unknown[] = []
      const client = createBlockSlotsClient({
        ...once,
        token: 'pit-token',
        fetch: async () => json(status, body, { 'x-trace': '7' }),
      })
      client.api.use({
        onRequest: ({ request }) => void seen.push(request.headers.get('version')),
        onResponse: async ({ response }) => {
          seen.push(response instanceof Response, response.status, response.headers.get('x-trace'))
          seen.push(await response.clone().json())
        },
      })
      await calls[operation](client).catch(() => undefined)
      expect(seen).toEqual([versionOf(operation), true, status, '7', body])
    }
  })

  test.each(operations)('classifies %s when middleware has consumed the response', async (operation) => {
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async () => json(200, goodAnswers[operation]),
    })
    client.api.use({ onResponse: async ({ response }) => void (await response.text()) })
    const error = await failure(calls[operation](client))
    expect(error.status).toBe(200)
    expect(error.applied).toBe(operation.startsWith('list') || operation.startsWith('get') ? 'no' : 'unknown')
  })

  test('classifies by the status when middleware throws on a response', async () => {
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch: async () => json(404, {}) })
    client.api.use({
      onResponse: () => {
        throw new Error('middleware')
      },
    })
    const error = await failure(calls.updateBlockSlot(client))
    expect(verdictOf(error)).toBe('not-found no never')
    expect(error.cause).toMatchObject({ message: 'middleware' })
  })

  test('sends nothing when middleware throws over the request', async () => {
    const { fetch, requests } = answering(() => json(200, {}))
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch })
    client.api.use({
      onRequest: () => {
        throw new Error('middleware')
      },
    })
    const error = await failure(calls.createBlockSlot(client))
    expect(verdictOf(error)).toBe('invalid-input no never')
    expect([requests, error.attempts]).toEqual([[], []])
  })

  test('takes a response from middleware that sends nothing', async () => {
    const { fetch, requests } = answering(() => json(500, {}))
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch })
    client.api.use({ onRequest: () => json(404, { message: 'from memory' }) })
    const error = await failure(calls.getCalendar(client))
    expect(error).toMatchObject({ code: 'not-found', status: 404, detail: 'from memory', attempts: [] })
    expect(requests).toEqual([])
  })
})
