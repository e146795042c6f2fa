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
  ['update', 'someid', '--user', ids.user, '--title', 'Lunch', ...kolkata],
  ['delete', 'someid'],
])('requests of %s satisfy the contract', async (...argv) => {
  const { code, err } = await run(argv, { env })
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

test('the mock rejects a request that violates the contract', async () => {
  const fetch = (request: Request): Promise<Response> =>
    globalThis.fetch(new Request(request, { method: 'POST', body: '{}' }))
  const { code, err } = await run(['create', '--calendar', calendar, ...kolkata], { env, fetch })
  expect(code).toBe(1)
  expect(err).toContain('422')
})
