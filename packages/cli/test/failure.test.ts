import { startSandbox, type Sandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BlockSlotsError } from '@block-slots/client'
import { describeFailure } from '../src/failure.ts'
import { ids, run, runAtOnce, type Run } from './run.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const { location, calendar, user } = ids
const kolkata = ['--from', '2021-06-23T03:30', '--to', '04:30', '--zone', 'Asia/Kolkata']
const envWith = (token = sandbox.token): Record<string, string> => ({
  HIGHLEVEL_TOKEN: token,
  HIGHLEVEL_LOCATION_ID: location,
  HIGHLEVEL_BASE_URL: sandbox.url,
})
const cli = (...argv: string[]): Promise<Run> => run(argv, { env: envWith() })

describe('invalid usage exits with 2 and sends nothing', () => {
  test.each([
    ['no owner', ['create', ...kolkata]],
    ['no end', ['create', '--calendar', calendar, '--from', '2021-06-23T03:30', '--zone', 'Asia/Kolkata']],
    ['an end and a duration', ['create', '--calendar', calendar, ...kolkata, '--duration', 'PT1H']],
    ['a part of a day', ['create', '--calendar', calendar, ...kolkata, '--day', '2021-06-23']],
    ['an empty title', ['create', '--calendar', calendar, ...kolkata, '--title', '']],
    [
      'a time that is not in quotes',
      ['create', '--calendar', calendar, '--from', 'tomorrow', '9:00', '--to', '10:00'],
    ],
    ['days and a range', ['list', '--calendar', calendar, '--day', 'today', '--from', 'today']],
    [
      'a day that does not exist, without a zone',
      ['create', '--calendar', calendar, '--from', '2021-06-31T22:00', '--duration', 'PT1H'],
    ],
    [
      'an end before a start with an offset',
      ['create', '--calendar', calendar, '--from', '2021-06-23T09:00+02:00', '--to', '2021-06-23T08:00'],
    ],
    [
      'a zone that does not exist',
      [
        'create',
        '--calendar',
        calendar,
        '--from',
        '2021-06-23T03:30',
        '--to',
        '04:30',
        '--zone',
        'Asia/Kolkatta',
      ],
    ],
    ['a title with a line break', ['create', '--calendar', calendar, ...kolkata, '--title', 'a\nb']],
    ['an update of nothing', ['update', 'someid']],
    ['an update with two ends', ['update', 'someid', '--move', '+1d', '--to', '10:00']],
    ['an update with two owners', ['update', 'someid', '--user', user, '--calendar', calendar]],
    ['a list without an owner', ['list']],
    ['an option that does not exist', ['delete', 'someid', '--force']],
    ['a command that does not exist', ['creat']],
    ['an id that would change the path', ['delete', '..']],
  ])('%s', async (_, argv) => {
    const { code, out, err } = await cli(...argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatchSnapshot()
    expect(sandbox.audit).toEqual([])

    const asJson = await cli(...argv, '--json')
    expect(asJson).toMatchObject({ code: 2, out: '' })
    expect(JSON.parse(asJson.err)).toMatchObject({ message: expect.stringMatching(/./) })
  })

  test('HIGHLEVEL_LOCATION_ID is not set', async () => {
    const argv = ['create', '--calendar', calendar, ...kolkata]
    const { code, err } = await run(argv, { env: { ...envWith(), HIGHLEVEL_LOCATION_ID: '' } })
    expect(code).toBe(2)
    expect(err).toContain('Set HIGHLEVEL_LOCATION_ID to')
  })
})

test.each([
  ['is not given', ''],
  ['is malformed', 'Bearer pit-1'],
])('a token that %s exits with 3, also in the checks of doctor', async (_, token) => {
  const env = { ...envWith(), HIGHLEVEL_TOKEN: token }
  const list = await run(['list', '--user', user], { env })
  expect(list).toMatchObject({ code: 3, err: expect.stringContaining('HIGHLEVEL_TOKEN') })
  const asJson = await run(['list', '--user', user, '--json'], { env })
  expect(JSON.parse(asJson.err)).toMatchObject({ code: 'token-unavailable', applied: 'no' })
  expect((await run(['doctor'], { env })).code).toBe(3)
})

test('without a sub-account, a list and doctor exit with 2', async () => {
  const env = { ...envWith(), HIGHLEVEL_LOCATION_ID: '' }
  expect((await run(['list', '--user', user], { env })).code).toBe(2)
  expect((await run(['doctor'], { env })).code).toBe(2)
})

test('errors of the service and of the command line have one shape in JSON, with the words of the text', async () => {
  const env = envWith('pit-unknown')
  const { err } = await run(['list', '--user', user, '--json'], { env })
  const ofCall: object = JSON.parse(err)
  expect(ofCall).toMatchObject({
    code: 'unauthenticated',
    message: 'HighLevel rejected it (401): Invalid Private Integration token',
    applied: 'no',
    operation: 'listBlockedSlots',
    status: 401,
    hint: expect.stringContaining('Create another one in the settings of the sub-account'),
  })
  const ofUsage: object = JSON.parse((await run(['list', '--json'], { env })).err)
  expect(Object.keys(ofCall)).toEqual(expect.arrayContaining(Object.keys(ofUsage)))
  expect(ofCall).not.toHaveProperty('name')
})

describe('an error of the service', () => {
  test.each(['read-only', 'agency', 'expired', 'elsewhere'])(
    'about a token that is %s exits with 3',
    async (name) => {
      const argv = ['create', '--calendar', calendar, ...kolkata]
      const { code, err } = await run(argv, { env: envWith(sandbox.tokenByName(name)) })
      expect(code).toBe(3)
      expect(err).toContain('Hint: ')
      expect(err).not.toContain(sandbox.tokenByName(name))
    },
  )

  test('about too many requests has the time to retry and exits with 4', async () => {
    const fetch = async (): Promise<Response> =>
      Response.json({ message: 'Too Many Requests' }, { status: 429, headers: { 'Retry-After': '7' } })
    const { code, err } = await runAtOnce(['list', '--user', user], { env: envWith(), fetch })
    expect(code).toBe(4)
    expect(err).toMatch(/\nTry again in \d+ (s|minutes|hours)\.\n/)
  })

  test('about a list names the flags of a list', async () => {
    const message = 'Either of userId, calendarId or groupId is required'
    const fetch = async (): Promise<Response> => Response.json({ message }, { status: 422 })
    const { err } = await runAtOnce(['list', '--user', user], { env: envWith(), fetch })
    expect(err).toContain('Hint: Send exactly one of --user, --calendar and --group.')
  })

  test('that leaves the outcome unknown advises to check with list and exits with 5', async () => {
    const fetch = async ({ method }: Request): Promise<Response> =>
      method === 'GET' ? Response.json({ events: [] }) : Promise.reject(new TypeError('socket hang up'))
    const { code, err } = await runAtOnce(['create', '--user', user, ...kolkata], {
      env: envWith(),
      fetch,
    })
    expect(code).toBe(5)
    expect(err).toContain('Check with "list" before you create it again')
  })

  test('is one line of JSON with --json', async () => {
    const { code, out, err } = await cli('delete', 'NoSuchEvent000000001', '--json')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(JSON.parse(err)).toMatchObject({
      code: 'not-found',
      operation: 'deleteEvent',
      applied: 'no',
      status: 404,
    })
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  test('keeps its data with --json where a command explains it', async () => {
    const fetch = async (): Promise<Response> =>
      Response.json({ message: 'Service Unavailable', traceId: 'trace-1' }, { status: 503 })
    const { code, err } = await runAtOnce(['delete', 'someid', '--json'], { env: envWith(), fetch })
    expect(code).toBe(1)
    // Waits are noted before it.
    expect(JSON.parse(err.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      code: 'usage',
      applied: 'no',
      message: expect.stringContaining('Add --yes'),
      cause: { code: 'unavailable', status: 503, traceId: 'trace-1', operation: 'getAppointment' },
    })
  })

  test('does not contain a token that the service echoes', async () => {
    const fetch = async (): Promise<Response> =>
      Response.json({ message: `bad token ${sandbox.token}` }, { status: 401 })
    const { err } = await runAtOnce(['delete', 'someid', '--verbose'], { env: envWith(), fetch })
    expect(err).toContain('bad token [secret]')
    expect(err).not.toContain(sandbox.token)
  })
})

describe('an interruption', () => {
  test('before anything is sent exits with 130', async () => {
    const argv = ['delete', 'someid']
    expect(await run(argv, { env: envWith(), signal: AbortSignal.abort() })).toMatchObject({ code: 130 })
  })

  test('during a write exits with 5, because it may have been applied', async () => {
    const controller = new AbortController()
    const fetch = async (request: Request): Promise<Response> => {
      if (request.method === 'GET') return Response.json({ message: 'Event not found' }, { status: 404 })
      controller.abort()
      return new Promise(() => {})
    }
    const argv = ['delete', 'someid', '--appointment']
    const io = { env: envWith(), fetch, signal: controller.signal }
    expect(await runAtOnce(argv, io)).toMatchObject({ code: 5 })
  })
})

test.each([
  ['no', 'no'],
  ['unknown', 'unknown'],
] as const)('an error that ends a run names what was sent before as JSON too: %s', (open, applied) => {
  const { signal } = new AbortController()
  const error = new BlockSlotsError({
    code: 'store-unavailable',
    message: 'sync: The disk is full',
    applied: 'no',
    retry: 'never',
    operation: 'sync',
  })
  const resume = 'block-slots apply 3f9a1c20'
  const io = { progress: { applied: open, resume }, signal, now: Date.now }
  expect(describeFailure(error, true, io)).toMatchObject([
    { json: { code: 'store-unavailable', message: 'The disk is full', applied, resume } },
  ])
})
