import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { createBlockSlotsClient } from '../../src/index.ts'
import { asTransport, PlainRequest, type Transport } from '../../src/request/plain-request.ts'
import { calendarBlock, json } from '../support/service.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** A transport, and what it was given. */
function recordingTransport(): { readonly seen: (Request | PlainRequest)[]; readonly fetch: Transport } {
  const seen: (Request | PlainRequest)[] = []
  const fetch = asTransport(async (request) => {
    seen.push(request)
    return json(200, { succeeded: true })
  })
  return { seen, fetch }
}

test('a transport of the package gets a plain request, a function around it the one of the platform', async () => {
  const { seen, fetch } = recordingTransport()
  await createBlockSlotsClient({ token: 'pit-token', fetch }).delete('x')
  expect(seen[0]).toBeInstanceOf(PlainRequest)
  await createBlockSlotsClient({ token: 'pit-token', fetch: (request) => fetch(request) }).delete('x')
  expect(seen[1]).toBeInstanceOf(Request)
  for (const request of seen) {
    expect(request.method).toBe('DELETE')
    expect(request.url).toBe('https://services.leadconnectorhq.com/calendars/events/x')
    expect(request.headers.get('authorization')).toBe('Bearer pit-token')
    expect(request.redirect).toBe('manual')
    expect(request.signal).toBeInstanceOf(AbortSignal)
  }
})

test('a middleware gets the request of the platform, and may replace it', async () => {
  const { seen, fetch } = recordingTransport()
  const client = createBlockSlotsClient({ token: 'pit-token', fetch })
  client.api.use({ onRequest: ({ request }) => new Request(request, { headers: { 'x-traced': 'yes' } }) })
  await client.delete('x')
  expect(seen[0]).toBeInstanceOf(Request)
  expect(seen[0]?.headers.get('x-traced')).toBe('yes')
})

test('the platform is asked with address and options, and by a request once there is a middleware', async () => {
  const given: unknown[][] = []
  vi.stubGlobal('fetch', async (...each: unknown[]) => {
    given.push(each)
    return json(200, { succeeded: true })
  })
  const client = createBlockSlotsClient({ token: 'pit-token' })
  await client.delete('x')
  expect(given[0]?.[0]).toBe('https://services.leadconnectorhq.com/calendars/events/x')
  client.api.use({ onResponse: () => undefined })
  await client.delete('x')
  expect(given[1]?.[0]).toBeInstanceOf(Request)
})

test.each([
  ['on Deno, where a create is sent over a connection of its own', true],
  ['by a wrapper that copies the options', false],
])('an abort ends a request that is sent %s', async (_, isDeno) => {
  let signal: AbortSignal | null | undefined
  const send = (_url: unknown, init: RequestInit = {}): Promise<Response> => {
    ;({ signal } = isDeno ? init : { ...init })
    return new Promise(() => {})
  }
  vi.stubGlobal('fetch', send)
  if (isDeno) vi.stubGlobal('Deno', { createHttpClient: () => ({ close: () => {} }) })
  const abort = new AbortController()
  const created = createBlockSlotsClient({ token: 'pit-token', limiter: false }).create(calendarBlock, {
    signal: abort.signal,
  })
  const [result] = await Promise.all([
    created.catch((error: unknown) => error),
    vi.waitFor(() => expect(signal).toBeInstanceOf(AbortSignal)).finally(() => abort.abort()),
  ])
  expect(result).toMatchObject({ code: 'aborted', applied: 'unknown' })
  expect(signal?.aborted).toBe(true)
})

test('a request leaves after the call has returned, so that a caller can still abort it', async () => {
  const { seen, fetch } = recordingTransport()
  const limiter = { acquire: async () => ({ release: () => {} }) }
  const client = createBlockSlotsClient({ token: 'pit-token', fetch, limiter })
  const abort = new AbortController()
  const deleted = client.delete('x', { signal: abort.signal })
  expect(seen).toEqual([])
  abort.abort()
  await expect(deleted).rejects.toMatchObject({ code: 'aborted', applied: 'no' })
  expect(seen).toEqual([])
})

test('a call over the fetch of the platform does not load its requests', async () => {
  const used = vi.fn<() => undefined>()
  vi.stubGlobal('fetch', async () => json(200, { events: [] }))
  const { Request: original } = globalThis
  onTestFinished(() => void Object.defineProperty(globalThis, 'Request', { value: original }))
  Object.defineProperty(globalThis, 'Request', { get: used, configurable: true })
  const client = createBlockSlotsClient({ token: 'pit-token' })
  await client.list({ userId: 'abc', locationId: 'abc', startTime: 0, endTime: 1 })
  expect(used).not.toHaveBeenCalled()
})
