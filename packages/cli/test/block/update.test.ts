import { describe, expect, test } from 'vitest'
import { anna, ben, bodiesOf, room, startDesk, team, tidy } from './support.ts'

const nine = ['--from', '2026-12-01 9:00', '--to', '10:00']

describe('update of one field alone', () => {
  test.each([
    [
      ['--title', 'Lunch'],
      { title: 'Lunch', startTime: '2026-12-01T09:00:00-05:00', endTime: '2026-12-01T10:00:00-05:00' },
    ],
    [
      ['--from', '11:00'],
      { title: 'Tea', startTime: '2026-12-01T11:00:00-05:00', endTime: '2026-12-01T12:00:00-05:00' },
    ],
    [
      ['--from', 'tomorrow 8:30'],
      { startTime: '2026-12-01T08:30:00-05:00', endTime: '2026-12-01T09:30:00-05:00' },
    ],
    [['--from', 'fri'], { startTime: '2026-12-04T09:00:00-05:00', endTime: '2026-12-04T10:00:00-05:00' }],
    [
      ['--from', '24 Dec', '--to', '12:00'],
      { startTime: '2026-12-24T09:00:00-05:00', endTime: '2026-12-24T12:00:00-05:00' },
    ],
    [['--to', '12:00'], { startTime: '2026-12-01T09:00:00-05:00', endTime: '2026-12-01T12:00:00-05:00' }],
    [['--duration', '45m'], { startTime: '2026-12-01T09:00:00-05:00', endTime: '2026-12-01T09:45:00-05:00' }],
    [['--move', '+1d'], { startTime: '2026-12-02T09:00:00-05:00', endTime: '2026-12-02T10:00:00-05:00' }],
    [['--move', '-30m'], { startTime: '2026-12-01T08:30:00-05:00', endTime: '2026-12-01T09:30:00-05:00' }],
    [
      ['--from', '9:00', '--zone', 'Asia/Kolkata'],
      { startTime: '2026-12-01T09:00:00+05:30', endTime: '2026-12-01T10:00:00+05:30' },
    ],
    [['--user', 'Ben'], { assignedUserId: ben, title: 'Tea', startTime: '2026-12-01T09:00:00-05:00' }],
  ])('%j keeps the rest', async (argv, expected) => {
    const { cli, sandbox, create } = await startDesk()
    const id = await create('--user', anna, ...nine, '--title', 'Tea')
    expect(await cli('update', id, ...argv)).toMatchObject({ code: 0 })
    expect(sandbox.blocks()).toMatchObject([{ assignedUserId: anna, id, ...expected }])
  })

  test('prints the block, and what it was', async () => {
    const { cli, create } = await startDesk()
    const id = await create('--calendar', room, ...nine, '--title', 'Tea')
    const { out, err } = await cli('update', id, '--title', 'Lunch', '--from', '11:00')
    expect(err).toBe('Note: times are in America/New_York, the zone of this machine.\n')
    expect(tidy(out)).toMatchInlineSnapshot(`
      "Changed Tue 2026-12-01 11:00 to 12:00 in America/New_York: "Lunch",
        id <id>
        was: Tue 2026-12-01 09:00 to 10:00 in America/New_York, "Tea"
      "
    `)
    expect((await cli('update', id, '--move', '+1w', '--zone', 'Asia/Kolkata')).out).toContain(
      '  was: Tue 2026-12-01 21:30 to 22:30 in Asia/Kolkata\n  in your zone: Tue 2026-12-08 11:00 to 12:00',
    )
  })

  test('keeps the clock when it moves across a change of the clocks', async () => {
    const { cli, sandbox, create } = await startDesk()
    const id = await create('--user', anna, '--from', '2027-03-13 9:00', '--duration', '1h')
    await cli('update', id, '--move', '+1d')
    expect(sandbox.blocks()).toMatchObject([
      { startTime: '2027-03-14T09:00:00-04:00', endTime: '2027-03-14T10:00:00-04:00' },
    ])
  })
})

describe('what the service does not tell', () => {
  test('of a block that is not found has to be given, and the request decides', async () => {
    const { cli, sandbox } = await startDesk()
    const { code, err } = await cli('update', 'NoSuchEvent000000001', '--title', 'Lunch')
    expect(code).toBe(1)
    expect(err).toContain(
      'Nothing was changed: there is no block NoSuchEvent000000001, or HighLevel does not show it. If it exists, add ' +
        '--from and --to, and --user or --calendar: an update replaces all of it, also what stays as it is.',
    )
    expect(bodiesOf(sandbox)).toEqual([])
    const whole = await cli('update', 'NoSuchEvent000000001', '--title', 'Lunch', ...nine, '--user', anna)
    expect(whole.err).toContain('HighLevel rejected it (404): Event not found')
  })

  test.each<[what: string, event: object, missing: string]>([
    ['a second owner', { calendarId: room, assignedUserId: anna }, '--user or --calendar'],
    ['times that cannot be read', { assignedUserId: anna, endTime: 'soon' }, '--from and --to'],
    [
      'times without an offset',
      { assignedUserId: anna, startTime: '2026-12-01 09:00:00' },
      '--from and --to',
    ],
  ])('%s', async (_, fields, missing) => {
    const { cliWith, sandbox } = await startDesk()
    const event = { id: 'x', startTime: '2026-12-01T09:00:00Z', endTime: '2026-12-01T10:00:00Z', ...fields }
    const fetch = async (): Promise<Response> => Response.json({ event })
    const { code, err } = await cliWith({ fetch }, 'update', 'x', '--title', 'Lunch')
    expect([code, err]).toEqual([
      2,
      `Error: HighLevel does not return all of x, and an update replaces all of it. Add ${missing}.\n`,
    ])
    expect(bodiesOf(sandbox)).toEqual([])
  })

  test('nothing is read where a time is a mistake', async () => {
    const { cli, sandbox } = await startDesk()
    for (const argv of [
      ['--from', 'soon'],
      ['--to', '12/01/2026'],
      ['--duration', '45'],
      ['--move', 'up'],
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- each alone
      expect(await cli('update', 'x', ...argv)).toMatchObject({ code: 2 })
    }
    expect(sandbox.audit).toEqual([])
  })

  test('a title that a row has none of stays empty', async () => {
    const { cliWith, sandbox, create } = await startDesk()
    const id = await create('--user', anna, ...nine)
    const fetch = async (request: Request): Promise<Response> => {
      if (request.method !== 'GET') return sandbox.fetch(request)
      const [block] = sandbox.blocks()
      return Response.json({ event: { ...block, title: null } })
    }
    expect(await cliWith({ fetch }, 'update', id, '--duration', '2h')).toMatchObject({ code: 0 })
    expect(sandbox.blocks()).toMatchObject([{ title: '', endTime: '2026-12-01T11:00:00-05:00' }])
  })
})

test('a day is no end', async () => {
  const { cli, create } = await startDesk()
  const id = await create('--user', anna, ...nine)
  expect(await cli('update', id, '--to', 'fri')).toMatchObject({
    code: 2,
    err: 'Error: "fri" has no time of day. Write --to "fri 9:00".\n',
  })
})

test('an appointment, and a new owner of several people, are refused', async () => {
  const { cli, sandbox, create } = await startDesk()
  const appointment = await cli('update', 'SeedAppointment00001', '--title', 'Lunch')
  expect([appointment.code, appointment.err]).toEqual([
    2,
    expect.stringContaining(
      'to be a block and got an appointment: Wed 2021-06-23 01:30 to 02:00 in America/New_York',
    ),
  ])
  const id = await create('--user', anna, ...nine)
  const several = await cli('update', id, '--calendar', team)
  expect([several.code, several.err]).toEqual([2, expect.stringContaining('is a calendar of several people')])
  expect(bodiesOf(sandbox)).toHaveLength(1)
})

test('an empty title is refused, and what leaving it out does is said', async () => {
  const { cli } = await startDesk()
  expect(await cli('update', 'SomeBlock00000000001', '--title', ' ')).toMatchObject({
    code: 2,
    err: 'Error: --title is empty. Leave it out to keep it.\n',
  })
})

test('what was there fits a narrow terminal', async () => {
  const { cliWith, create } = await startDesk()
  const id = await create('--user', anna, ...nine, '--title', 'Tea with the whole of the team')
  const { out } = await cliWith({ columns: 40 }, 'update', id, '--title', 'Lunch', '--move', '+1d')
  expect(out.split('\n').filter((line) => line.length > 40)).toEqual([])
  expect(tidy(out)).toContain('was: Tue 2026-12-01 09:00 to 10:00')
})
