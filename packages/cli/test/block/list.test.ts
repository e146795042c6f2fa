import { startSandbox, type Sandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ids, run, runAtOnce, type Run } from '../run.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ clock: { now: () => Date.parse('2021-06-20T00:00:00Z') } })
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const roundRobin = 'BqTwX8QFwXzpegMve9EQ'
const ben = 'YlWd2wuCAZQzh2cH1fVZ'
const env = (): Record<string, string> => ({
  HIGHLEVEL_TOKEN: sandbox.token,
  HIGHLEVEL_LOCATION_ID: ids.location,
  HIGHLEVEL_BASE_URL: sandbox.url,
})
const cli = (...argv: string[]): Promise<Run> => run(argv, { env: env() })
const createFor = (user: string, from: string): Promise<Run> =>
  cli('create', '--user', user, '--from', from, '--duration', 'PT1H', '--title', user)

test('a calendar of a team lists the blocks of its members, each once, in order of time', async () => {
  await createFor(ben, '2021-06-24T03:30Z')
  await createFor(ids.user, '2021-06-23T03:30Z')
  const { code, out, err } = await cli('list', '--calendar', roundRobin)
  expect({ code, err }).toEqual({
    code: 0,
    err: `Looked at calendar ${roundRobin} "Sales calls" (round_robin) and its team members ${ids.user}, ${ben}.\n`,
  })
  expect(out.match(/"(\w+)"/g)).toEqual([`"${ids.user}"`, `"${ben}"`])
  expect(JSON.parse((await cli('list', '--calendar', roundRobin, '--json')).out)).toMatchObject([
    { title: ids.user },
    { title: ben },
  ])
})

test('an empty list says what was looked at', async () => {
  const range = ['--from', '2021-06-23T00:00Z', '--to', '2021-06-24T00:00Z']
  const nothing = 'Nothing is blocked from 2021-06-23T00:00:00Z to 2021-06-24T00:00:00Z.'
  const lookedAt = [
    [['--calendar', roundRobin], `calendar ${roundRobin} "Sales calls" (round_robin) and its team members`],
    [['--user', ids.user], `user ${ids.user} "Anna".`],
    [['--group', 'nope'], 'the calendars of group nope and not at their team members'],
  ] as const
  for (const [owner, words] of lookedAt) {
    const { code, out } = await cli('list', ...owner, ...range)
    expect([code, out.replaceAll('+00:00', 'Z')]).toEqual([
      0,
      expect.stringContaining(`${nothing} Looked at ${words}`),
    ])
    const asJson = await cli('list', ...owner, ...range, '--json')
    expect(asJson).toEqual({ code: 0, out: '[]\n', err: expect.stringContaining(`Looked at ${words}`) })
  }
})

test('a user that does not exist is an error, and one that cannot be read is not', async () => {
  const unknown = await cli('list', '--user', 'NoSuchUser0000000001')
  expect(unknown).toMatchObject({ code: 1, out: '' })
  expect(unknown.err).toContain('getUser: 404 User not found')
  const readOnly = { ...env(), HIGHLEVEL_TOKEN: sandbox.tokenByName('read-only') }
  const { code, out } = await run(['list', '--user', ids.user], { env: readOnly })
  expect([code, out]).toEqual([
    0,
    expect.stringContaining(
      'who may not exist: that could not be read (getUser: 401 The token is not authorized',
    ),
  ])
})

test.each(['NoSuchCalendar000001', ids.user])(
  'a calendar that does not exist is an error: %s',
  async (id) => {
    const { code, out, err } = await cli('list', '--calendar', id)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('getCalendar: 404 Calendar not found')
  },
)

describe('a calendar that cannot be read', () => {
  test('for want of a scope gives what it may list, and is not taken for all', async () => {
    const fetch = (request: Request): Promise<Response> =>
      request.url.endsWith(roundRobin)
        ? Promise.resolve(
            Response.json({ message: 'The token is not authorized for this scope.' }, { status: 401 }),
          )
        : globalThis.fetch(request)
    const { code, out, err } = await run(['list', '--calendar', roundRobin], { env: env(), fetch })
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('The token lacks the scope calendars.readonly')
    const asJson = await run(['list', '--calendar', roundRobin, '--json'], { env: env(), fetch })
    expect([asJson.code, asJson.out]).toEqual([3, '[]\n'])
  })

  test.each<[what: string, calendar: object]>([
    ['another one', { id: 'other' }],
    ['a member without an id', { id: roundRobin, teamMembers: [{ userId: '' }] }],
    ['members that are no list', { id: roundRobin, teamMembers: {} }],
  ])('because the response is about %s is an error', async (_, calendar) => {
    const fetch = async (): Promise<Response> => Response.json({ calendar, events: [] })
    expect(await runAtOnce(['list', '--calendar', roundRobin], { env: env(), fetch })).toMatchObject({
      code: 1,
      out: '',
    })
  })
})

describe('an option that is given twice sends nothing', () => {
  const times = ['--from', '2021-06-23T03:30Z', '--to', '2021-06-23T04:30Z']
  test.each([
    ['--user', ['create', '--user', 'A', '--user', 'B', ...times]],
    ['--user', ['create', '--user', 'A', '--user', 'A', ...times]],
    ['--calendar', ['list', '--calendar', 'A', '--calendar', 'B']],
    ['--title', ['update', 'x', '--user', 'A', '--title', 'A', '--title', 'B', ...times]],
    ['--location', ['delete', 'x', '--location', 'A', '--location', 'B']],
    ['--from', ['create', '--user', 'A', ...times, '--from', '2021-06-23T03:00Z']],
  ])('%s in %j', async (option, argv) => {
    const { code, out, err } = await cli(...argv)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(`Expected ${option} to be given once and got "`)
    expect(sandbox.audit).toEqual([])
  })

  test('a second id neither', async () => {
    expect(await cli('delete', 'A', 'B')).toMatchObject({ code: 2 })
    expect(sandbox.audit).toEqual([])
  })
})
