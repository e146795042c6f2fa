// Types the injected values.
import '@block-slots/mock/vitest'
import { expect, inject, test } from 'vitest'
import { ids, run } from './run.ts'

const { location, calendar } = ids
const env = {
  HIGHLEVEL_TOKEN: 'any-token',
  HIGHLEVEL_LOCATION_ID: location,
  HIGHLEVEL_BASE_URL: inject('prismUrl'),
}
const kolkata = ['--from', '2021-06-23T03:30', '--to', '04:30', '--zone', 'Asia/Kolkata']

test.each([
  ['create', '--calendar', calendar, ...kolkata],
  ['create', '--user', ids.user, ...kolkata],
  ['list', '--calendar', calendar],
  ['delete', 'someid', '--appointment'],
])('requests of %s satisfy the contract', async (...argv) => {
  const { code, err } = await run(argv, { env })
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

test('an appointment is read before a change, and the examples of the contract are distinguished', async () => {
  const answeredWith =
    (example: string) =>
    (request: Request): Promise<Response> => {
      if (request.method === 'GET') request.headers.set('Prefer', `example=${example}`)
      return globalThis.fetch(request)
    }
  for (const [example, code] of [
    ['appointment', 2],
    ['published', 2],
    ['blockSlot', 0],
  ] as const) {
    // The mock responds to every update with the block of the example.
    const update = ['update', '0TkCdp9PfvLeWKYRRvIz', '--user', ids.user, '--title', 'Lunch', ...kolkata]
    for (const argv of [['delete', 'someid'], update]) {
      expect(await run(argv, { env, fetch: answeredWith(example) })).toMatchObject({ code })
    }
  }
})

test('the mock rejects a request that violates the contract', async () => {
  const fetch = (request: Request): Promise<Response> =>
    globalThis.fetch(
      request.method === 'POST' ? new Request(request, { method: 'POST', body: '{}' }) : request,
    )
  const { code, err } = await run(['create', '--calendar', calendar, ...kolkata], { env, fetch })
  expect(code).toBe(1)
  expect(err).toContain('422')
})
