import { startSandbox, type Sandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ids, run, type Run } from './run.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ clock: { now: () => Date.parse('2021-06-20T00:00:00Z') } })
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const { location, calendar, user } = ids
const env = (): Record<string, string> => ({
  HIGHLEVEL_TOKEN: sandbox.token,
  HIGHLEVEL_LOCATION_ID: location,
  HIGHLEVEL_BASE_URL: sandbox.url,
})
const cli = (...argv: string[]): Promise<Run> => run(argv, { env: env() })
const kolkata = ['--from', '2021-06-23T03:30', '--to', '04:30', '--zone', 'Asia/Kolkata']
const create = (...argv: string[]): Promise<Run> => cli('create', '--calendar', calendar, ...kolkata, ...argv)
const onlyBlock = (): { id: string } => {
  const [block, ...others] = sandbox.blocks()
  if (block === undefined || others.length > 0)
    throw new Error(`expected one block, not ${others.length + 1}`)
  return block
}

describe('create', () => {
  test('sends the wall clock with the offset of its zone, and prints it in that zone and the local one', async () => {
    const { code, out, err } = await create('--title', 'Test Event')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(
      sandbox.audit.find((entry) => entry.kind === 'request' && entry.operation === 'createBlockSlot'),
    ).toMatchObject({
      version: '2021-04-15',
      body: {
        calendarId: calendar,
        locationId: location,
        title: 'Test Event',
        startTime: '2021-06-23T03:30:00+05:30',
        endTime: '2021-06-23T04:30:00+05:30',
      },
    })
    expect(out.replace(onlyBlock().id, '<id>')).toMatchInlineSnapshot(`
      "Blocked Wed 2021-06-23 03:30 to 04:30 in Asia/Kolkata for Meeting room: "Test
        Event", id <id>
        in your zone: Tue 2021-06-22 22:00 to 23:00 (UTC)
      "
    `)
  })

  test('blocks a user with a default title', async () => {
    expect(await cli('create', '--user', user, ...kolkata)).toMatchObject({ code: 0 })
    expect(sandbox.blocks()).toMatchObject([{ assignedUserId: user, title: 'Blocked' }])
  })

  test('accepts a duration, a location flag, and a time with its own zone', async () => {
    const from = '2021-06-23T03:30[Asia/Kolkata]'
    const argv = [
      'create',
      '--calendar',
      calendar,
      '--from',
      from,
      '--duration',
      'PT1H',
      '--location',
      location,
    ]
    const { HIGHLEVEL_LOCATION_ID: _, ...rest } = env()
    expect(await run(argv, { env: rest })).toMatchObject({ code: 0, err: '' })
    expect(sandbox.blocks()).toMatchObject([{ endTime: '2021-06-23T04:30:00+05:30' }])
  })

  test('covers both readings of an hour that occurs twice, with a note', async () => {
    const argv = ['--from', '2026-10-25T01:15', '--to', '01:45', '--zone', 'Europe/London']
    const { code, err } = await cli('create', '--calendar', calendar, ...argv)
    expect(code).toBe(0)
    expect(err.replaceAll(/\s+/g, ' ')).toContain('The block covers both; to mean one of them write')
    expect(sandbox.blocks()).toMatchObject([
      { startTime: '2026-10-25T01:15:00+01:00', endTime: '2026-10-25T01:45:00+00:00' },
    ])
  })

  test('prints only the created block as JSON', async () => {
    const { code, out, err } = await create('--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({ id: onlyBlock().id, startTime: '2021-06-23T03:30:00+05:30' })
  })

  test('prints requests and responses with --verbose, but never the token', async () => {
    const { out, err } = await create('--verbose')
    expect(err).toContain(
      `> POST ${sandbox.url}/calendars/events/block-slots\n> Authorization: Bearer [secret]\n`,
    )
    expect(err).toContain('"startTime":"2021-06-23T03:30:00+05:30"')
    expect(err).toContain('< 201 Created\n')
    expect(out + err).not.toContain(sandbox.token)
  })
})

describe('update and delete', () => {
  test('move and rename a block, delete it, and accept a second delete', async () => {
    await create()
    const { id } = onlyBlock()
    const changed = await cli(
      'update',
      id,
      '--calendar',
      calendar,
      '--title',
      'Lunch',
      '--from',
      '2021-06-23T12:00',
      '--to',
      '13:00',
      '--zone',
      'Asia/Kolkata',
    )
    expect(changed).toMatchObject({ code: 0, err: '' })
    expect(changed.out).toContain(
      'Changed Wed 2021-06-23 12:00 to 13:00 in Asia/Kolkata for Meeting room: "Lunch"',
    )
    expect(sandbox.blocks()).toMatchObject([{ id, title: 'Lunch', startTime: '2021-06-23T12:00:00+05:30' }])

    expect(await cli('delete', id)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`id ${id}`),
      err: '',
    })
    expect(await cli('delete', id)).toEqual({ code: 0, out: `${id} was already deleted.\n`, err: '' })
    expect(sandbox.blocks()).toEqual([])
    expect(await cli('delete', id, '--json')).toMatchObject({ code: 0 })
  })
})
