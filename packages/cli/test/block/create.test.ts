import { describe, expect, test } from 'vitest'
import { anna, ben, bodiesOf, room, startDesk, team, tidy } from './support.ts'

const nine = ['--from', '2026-12-01 9:00', '--to', '10:00']

describe('create', () => {
  test('blocks each owner on each of several days, and prints each block', async () => {
    const { cli, sandbox } = await startDesk()
    const days = ['--day', '2026-12-24..2026-12-26', '--day', '2027-01-01']
    const { code, out, err } = await cli(
      'create',
      '--user',
      'Anna',
      '--user',
      'Ben',
      ...days,
      '--title',
      'Closed',
    )
    expect({ code, err }).toEqual({
      code: 0,
      err: 'Note: times are in America/New_York, the zone of this machine.\n',
    })
    expect(tidy(out)).toMatchInlineSnapshot(`
      "Blocked Thu 2026-12-24 to Sat 2026-12-26, all day, in America/New_York for Anna:
        "Closed", id <id>
      Blocked Fri 2027-01-01, all day, in America/New_York for Anna: "Closed",
        id <id>
      Blocked Thu 2026-12-24 to Sat 2026-12-26, all day, in America/New_York for Ben:
        "Closed", id <id>
      Blocked Fri 2027-01-01, all day, in America/New_York for Ben: "Closed",
        id <id>
      "
    `)
    expect(sandbox.blocks()).toMatchObject([
      { assignedUserId: anna, startTime: '2026-12-24T00:00:00-05:00', endTime: '2026-12-26T23:59:00-05:00' },
      { assignedUserId: anna, startTime: '2027-01-01T00:00:00-05:00' },
      { assignedUserId: ben, title: 'Closed' },
      { assignedUserId: ben },
    ])
  })

  test('on a calendar of any type blocks what blocks it: the calendar itself, or each of its team', async () => {
    const { cli, sandbox } = await startDesk()
    const calendars = [room, team, 'PersonalCalendar0001', 'CollectiveCalendar01']
    const given = calendars.flatMap((each) => ['--calendar', each])
    expect(await cli('create', ...given, ...nine)).toMatchObject({ code: 0 })
    expect(sandbox.blocks().map(({ calendarId, assignedUserId }) => calendarId ?? assignedUserId)).toEqual([
      room,
      anna,
      ben,
    ])
  })

  test('prints one line of JSON for each block, and nothing else on stdout', async () => {
    const { cli } = await startDesk()
    const { out } = await cli('create', '--calendar', team, ...nine, '--json')
    const blocks: unknown[] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(blocks).toMatchObject([{ assignedUserId: anna, outcome: 'created' }, { assignedUserId: ben }])
  })

  test('says what the time is here when another zone was named', async () => {
    const { cli } = await startDesk()
    const { out, err } = await cli('create', '--calendar', room, ...nine, '--zone', 'Asia/Kolkata')
    expect([tidy(out), err]).toEqual([
      'Blocked Tue 2026-12-01 09:00 to 10:00 in Asia/Kolkata for Meeting room:\n' +
        '  "Blocked", id <id>\n  in your zone: Mon 2026-11-30 22:30 to 23:30 (America/New_York)\n',
      '',
    ])
  })

  test('remarks on a time that is past, and on a change of the clocks', async () => {
    const { cli } = await startDesk()
    const past = await cli('create', '--user', anna, '--from', '2020-12-01 9:00', '--to', '10:00')
    expect(past).toMatchObject({
      code: 0,
      err: expect.stringContaining('Note: Tue 2020-12-01 09:00 to 10:00 is in the past.\n'),
    })
    const spring = await cli('create', '--user', anna, '--from', '2027-03-14 2:30', '--to', '3:00')
    expect(spring.err).toContain('Note: there is no 02:30 on Sun 2027-03-14 in America/New_York')
    expect(spring.out).toContain('Sun 2027-03-14 01:30 to 03:00 (-05:00 to -04:00)')
  })
})

describe('appointments', () => {
  const over = ['--from', '2021-06-23 1:00', '--to', '2:30']

  test('are looked at first, and named where they keep a block from being created', async () => {
    const { cli, sandbox } = await startDesk()
    const { code, out, err } = await cli('create', '--user', 'Ben', '--calendar', team, ...over)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(
      'Error: That time has an appointment: Anna, Wed 2021-06-23 01:30 to 02:00 in America/New_York, "First meeting" ' +
        '(id SeedAppointment00001). Nothing was created.\n',
    )
    expect(err).toContain('add --over-appointments')
    expect(bodiesOf(sandbox)).toEqual([])
    const asJson = await cli('create', '--user', anna, ...over, '--json')
    expect(JSON.parse(asJson.err.slice(asJson.err.indexOf('{')))).toMatchObject({
      code: 'rejected',
      applied: 'no',
    })
  })

  test('are named where the block is created over them', async () => {
    const { cli, sandbox } = await startDesk()
    const { code, err } = await cli('create', '--user', anna, ...over, '--over-appointments')
    expect([code, sandbox.blocks()]).toEqual([0, [expect.objectContaining({ assignedUserId: anna })]])
    expect(err.replaceAll(/\s+/g, ' ')).toContain(
      'Note: over appointments: Anna, Wed 2021-06-23 01:30 to 02:00',
    )
  })

  test('that the token may not read have to be confirmed', async () => {
    const { cliWith, sandbox } = await startDesk()
    const fetch = (request: Request): Promise<Response> =>
      request.url.includes('/calendars/events?')
        ? Promise.resolve(
            Response.json({ message: 'The token is not authorized for this scope.' }, { status: 401 }),
          )
        : sandbox.fetch(request)
    const refused = await cliWith({ fetch }, 'create', '--user', anna, ...nine)
    expect([refused.code, sandbox.blocks()]).toEqual([3, []])
    expect(refused.err).toContain(
      'Add the scope "View Calendar Events" (calendars/events.readonly) to it, or add --over-',
    )
    const confirmed = await cliWith({ fetch }, 'create', '--user', anna, ...nine, '--over-appointments')
    expect([confirmed.code, sandbox.blocks().length]).toEqual([0, 1])
    expect(confirmed.err).toContain('may not read appointments, so none were looked for')
  })
})

describe('--ensure', () => {
  test('creates what is missing, and says what was there already', async () => {
    const { cli, sandbox } = await startDesk()
    await cli('create', '--user', anna, ...nine)
    const { code, out } = await cli('create', '--user', 'Anna', '--user', 'Ben', ...nine, '--ensure')
    expect(code).toBe(0)
    expect(out).toMatch(/^Already exists: Tue 2026-12-01 09:00[^]*for\s+Anna[^]*\nBlocked Tue[^]*for\s+Ben/)
    expect(sandbox.blocks()).toHaveLength(2)
  })
})

test('--ensure does not mind appointments under what is there already', async () => {
  const { cli } = await startDesk()
  const over = ['--user', anna, '--from', '2021-06-23 1:00', '--to', '2:30']
  expect(await cli('create', ...over, '--ensure')).toMatchObject({ code: 1 })
  await cli('create', ...over, '--over-appointments')
  expect(await cli('create', ...over, '--ensure')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Already exists: Wed 2021-06-23 01:00'),
  })
  expect(await cli('create', ...over, '--user', ben, '--ensure')).toMatchObject({ code: 0 })
  expect(await cli('create', ...over, '--ensure', '--title', 'Another')).toMatchObject({ code: 1 })
})

describe('--dry-run', () => {
  test('fits a terminal of 60 columns', async () => {
    const { cliWith } = await startDesk()
    const { out } = await cliWith({ columns: 60 }, 'create', '--user', 'Anna', ...nine, '--dry-run')
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
  })

  test('prints what would be sent, and sends no write', async () => {
    const { cli, sandbox, create } = await startDesk()
    await create('--user', anna, ...nine)
    const given = ['create', '--user', 'Anna', '--user', 'Ben', ...nine, '--dry-run']
    const before = sandbox.blocks().length
    expect((await cli(...given)).out).toMatchInlineSnapshot(`
      "Would block Tue 2026-12-01 09:00 to 10:00 in America/New_York for Anna:
        "Blocked"
        assignedUserId 0007BWpSzSwfiuSl0tR2, locationId C2QujeCh8ZnC7al2InWR
        startTime 2026-12-01T09:00:00-05:00, endTime 2026-12-01T10:00:00-05:00
      Would block Tue 2026-12-01 09:00 to 10:00 in America/New_York for Ben: "Blocked"
        assignedUserId YlWd2wuCAZQzh2cH1fVZ, locationId C2QujeCh8ZnC7al2InWR
        startTime 2026-12-01T09:00:00-05:00, endTime 2026-12-01T10:00:00-05:00
      Nothing was sent. Without --dry-run, 2 blocks would be created.
      "
    `)
    expect((await cli(...given, '--ensure')).out).toMatch(
      /^Already exists: Tue[^]*Anna[^]*Would block Tue[^]*Ben/,
    )
    const requests: unknown[] = JSON.parse((await cli(...given, '--ensure', '--json')).out)
    expect(sandbox.blocks()).toHaveLength(before)
    await cli('create', '--user', 'Ben', ...nine)
    expect(requests).toEqual([
      { method: 'POST', path: '/calendars/events/block-slots', body: bodiesOf(sandbox).at(-1) },
    ])
  })
})

describe('several blocks of which one fails', () => {
  test('are reported one by one, and the exit code is 7', async () => {
    const { cli, sandbox } = await startDesk()
    const unknown = 'NoSuchUser0000000001'
    const { code, out, err } = await cli('create', '--user', anna, '--user', unknown, '--user', ben, ...nine)
    expect(code).toBe(7)
    expect(out.match(/for (Anna|Ben)/g)).toEqual(['for Anna', 'for Ben'])
    expect(err).toContain('HighLevel rejected it (422): The user does not exist.')
    expect(err).toContain(
      `Not created, 1 of 3: ${unknown}, Tue 2026-12-01 09:00 to 10:00 in\nAmerica/New_York.\n` +
        'Run it again with --ensure, which leaves out what is there.\n',
    )
    expect(sandbox.blocks()).toHaveLength(2)
  })

  test('end with 5 when it may have been created', async () => {
    const { cliWith, sandbox } = await startDesk()
    const fetch = async (request: Request): Promise<Response> => {
      const isOfBen = request.method === 'POST' && (await request.clone().text()).includes(ben)
      if (isOfBen) throw new TypeError('socket hang up')
      const hides = request.url.includes('blocked-slots')
      return hides ? Response.json({ message: 'no' }, { status: 500 }) : sandbox.fetch(request)
    }
    const argv = ['create', '--user', ben, '--user', anna, ...nine]
    const run = await cliWith({ fetch }, ...argv)
    expect([run.code, sandbox.blocks()]).toEqual([5, [expect.objectContaining({ assignedUserId: anna })]])
    expect(run.err).toContain('\nMay have been created, 1 of 2: Ben, Tue 2026-12-01 09:00 to 10:00')
    expect(run.err).not.toContain('Not created')
    expect(run.err).toContain(
      'Wait ten seconds first: what was sent may still appear. Run it again with --ensure',
    )
  })

  test('end at an interruption, with what was not sent', async () => {
    const { cliWith, sandbox } = await startDesk()
    const controller = new AbortController()
    const out = (text: string): void => {
      if (text.startsWith('Blocked')) controller.abort('SIGINT')
    }
    let err = ''
    const io = { signal: controller.signal, out, err: (text: string) => (err += text) }
    const { code } = await cliWith(io, 'create', '--user', anna, '--user', ben, ...nine)
    expect([code, sandbox.blocks()]).toEqual([7, [expect.objectContaining({ assignedUserId: anna })]])
    expect(err).toContain('Not created, 1 of 2: Ben, Tue 2026-12-01 09:00 to 10:00')
  })

  test('are not sent at all with a token that is not valid', async () => {
    const { cliWith, env, sandbox } = await startDesk()
    const expired = { ...env, HIGHLEVEL_TOKEN: sandbox.tokenByName('expired') }
    const { code } = await cliWith({ env: expired }, 'create', '--user', anna, '--user', ben, ...nine)
    expect(code).toBe(3)
  })
})
