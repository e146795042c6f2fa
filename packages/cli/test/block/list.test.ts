import { describe, expect, test } from 'vitest'
import { run, runAtOnce } from '../run.ts'
import { anna, ben, room, startDesk, team, tidy } from './support.ts'

const hour = ['--duration', '1h']

describe('a list', () => {
  test('of several is in order of time, and names the owner and the id of each', async () => {
    const { cli, create } = await startDesk()
    const ids = [
      await create('--user', anna, '--from', '2026-12-02 9:00', ...hour, '--title', 'Second'),
      await create('--user', ben, '--from', '2026-12-01 9:00', ...hour, '--title', 'First'),
      await create('--calendar', room, '--from', '2026-12-03 9:00', ...hour, '--title', 'Third'),
    ]
    const { code, out, err } = await cli('list', '--user', 'anna', '--user', ben, '--calendar', 'meeting')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(ids.reduce((text, id, at) => text.replace(id, `<id ${at + 1} of 20 signs>`), out))
      .toMatchInlineSnapshot(`
        "Blocked for Anna, Ben and Meeting room from Mon 30 Nov to Wed 30 Dec 2026, times
        in America/New_York, the zone of this machine:

        Tue 2026-12-01 09:00 to 10:00  First       Ben           <id 2 of 20 signs>
        Wed 2026-12-02 09:00 to 10:00  Second      Anna          <id 1 of 20 signs>
        Thu 2026-12-03 09:00 to 10:00  Third       Meeting room  <id 3 of 20 signs>
        "
      `)
  })

  test('of a calendar of a team has the blocks of its members, each once', async () => {
    const { cli, create } = await startDesk()
    await create('--user', ben, '--from', '2026-12-02 9:00', ...hour, '--title', 'Of Ben')
    await create('--user', anna, '--from', '2026-12-01 9:00', ...hour, '--title', 'Of Anna')
    const { out } = await cli('list', '--calendar', team, '--user', 'Anna')
    expect(out).toContain('Blocked for Anna and Sales calls with its team members Anna and Ben from Mon 30\n')
    expect(out.match(/Of \w+/g)).toEqual(['Of Anna', 'Of Ben'])
  })

  test('marks the second of two equal blocks of one owner', async () => {
    const { cli, create } = await startDesk()
    const when = ['--from', '2026-12-01 9:00', ...hour]
    const first = await create('--user', anna, ...when)
    const second = await create('--user', anna, ...when)
    await create('--user', ben, ...when)
    await create('--user', anna, ...when, '--title', 'Another')
    const { out, err } = await cli('list', '--user', 'Anna', '--user', 'Ben')
    expect(out).toContain(`${second}\n  duplicate of ${first}\n`)
    expect(out.match(/duplicate/g)).toHaveLength(1)
    expect(err).toContain('Delete it with: block-slots delete ID')
    const rows: unknown[] = JSON.parse((await cli('list', '--user', anna, '--json')).out)
    expect(rows).toMatchObject([{ id: first }, { id: second, duplicateOf: first }, { title: 'Another' }])
  })

  test('has appointments only on request', async () => {
    const { cli } = await startDesk()
    const june = ['list', '--user', anna, '--day', '2021-06-23']
    expect((await cli(...june)).out).toBe('Nothing is blocked for Anna on Wed 23 Jun 2021.\n')
    const { out } = await cli(...june, '--appointments')
    expect(out).toContain('01:30 to 02:00  First meeting  appointment\n')
    expect(JSON.parse((await cli(...june, '--appointments', '--json')).out)).toMatchObject([
      { id: 'SeedAppointment00001', kind: 'appointment', owner: { type: 'user', id: anna, name: 'Anna' } },
    ])
  })

  test('requests thirty days from now by default, and the days that are given', async () => {
    const { cli, sandbox } = await startDesk()
    await cli('list', '--user', anna)
    await cli('list', '--user', anna, '--day', 'today to friday', '--day', '2026-12-24')
    const times = sandbox.audit.flatMap((entry) =>
      entry.kind === 'request' && entry.operation === 'listBlockedSlots'
        ? [[entry.query.startTime, entry.query.endTime].map((time) => new Date(Number(time)).toISOString())]
        : [],
    )
    expect(times).toEqual([
      ['2026-11-30T20:15:30.000Z', '2026-12-30T20:15:30.000Z'],
      ['2026-11-30T05:00:00.000Z', '2026-12-05T05:00:00.000Z'],
      ['2026-12-24T05:00:00.000Z', '2026-12-25T05:00:00.000Z'],
    ])
  })

  test.each([80, 60, 40])('fits a terminal of %i columns', async (columns) => {
    const { cli, cliWith, create } = await startDesk()
    const title = 'A title that is longer than there is room for in any of these lines'
    await create('--user', anna, '--from', '2026-12-01 9:00', ...hour, '--title', title)
    await create('--user', ben, '--from', '2026-12-01 22:00', '--to', '6:00', '--title', title)
    await cli(
      'create',
      '--user',
      ben,
      '--day',
      '2026-12-24..2026-12-26',
      '--title',
      '会議室を予約しました会議室を予約しました',
    )
    const { out } = await cliWith({ columns }, 'list', '--user', anna, '--user', ben)
    expect(tidy(out).replaceAll(/\b(?=\w*\d)[A-Za-z0-9]{20}\b/g, '<id of 20 signs....>')).toMatchSnapshot()
  })
})

describe('an empty list', () => {
  test('says what was looked at, in words', async () => {
    const { cli } = await startDesk()
    const lines: [string[], string][] = [
      [['--user', 'Anna'], 'Nothing is blocked for Anna from Mon 30 Nov to Wed 30 Dec 2026.\n'],
      [['--user', anna, '--day', 'tomorrow'], 'Nothing is blocked for Anna on Tue 1 Dec 2026.\n'],
      [
        ['--calendar', team, '--from', 'today', '--to', '2027-01-02'],
        'Nothing is blocked for Sales calls with its team members Anna and Ben from Mon\n30 Nov 2026 to Sat 2 Jan 2027.\n',
      ],
    ]
    for (const [owner, words] of lines) {
      expect(await cli('list', ...owner)).toEqual({ code: 0, out: words, err: '' })
      expect(await cli('list', ...owner, '--json')).toEqual({ code: 0, out: '[]\n', err: words })
    }
  })

  test('of a group does not say that the group exists', async () => {
    const { cli } = await startDesk()
    expect(await cli('list', '--group', 'nope')).toMatchObject({
      code: 0,
      out: expect.stringContaining('the calendars of group nope, without their team members'),
      err: 'A group that does not exist has an empty list as well.\n',
    })
  })

  test('of a user that does not exist is an error, and of one that cannot be read is not', async () => {
    const { cli, cliWith, env, sandbox } = await startDesk()
    const unknown = await cli('list', '--user', 'NoSuchUser0000000001')
    expect(unknown).toMatchObject({ code: 1, out: '' })
    expect(unknown.err).toContain('There is no user NoSuchUser0000000001 in this sub-account.')
    const readOnly = { ...env, HIGHLEVEL_TOKEN: sandbox.tokenByName('read-only') }
    const { code, out, err } = await cliWith({ env: readOnly }, 'list', '--user', anna)
    expect([code, out]).toEqual([0, expect.stringContaining(`Nothing is blocked for ${anna} from`)])
    expect(err).toContain(`Whether there is a user ${anna} could not be read:`)
  })
})

describe('a calendar that cannot be read', () => {
  test('for want of a scope gives what it may list, and is not taken for all', async () => {
    const { cliWith, sandbox } = await startDesk()
    const fetch = (request: Request): Promise<Response> =>
      request.url.endsWith(team)
        ? Promise.resolve(
            Response.json({ message: 'The token is not authorized for this scope.' }, { status: 401 }),
          )
        : sandbox.fetch(request)
    const { code, out, err } = await cliWith({ fetch }, 'list', '--calendar', team)
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('The token lacks the scope calendars.readonly')
    const asJson = await cliWith({ fetch }, 'list', '--calendar', team, '--json')
    expect([asJson.code, asJson.out]).toEqual([3, '[]\n'])
  })

  test.each<[what: string, calendar: object]>([
    ['another one', { id: 'other' }],
    ['a member without an id', { id: team, teamMembers: [{ userId: '' }] }],
    ['members that are no list', { id: team, teamMembers: {} }],
  ])('because the response is about %s is an error', async (_, calendar) => {
    const { env } = await startDesk()
    const fetch = async (): Promise<Response> => Response.json({ calendar, events: [], users: [] })
    expect(await runAtOnce(['list', '--calendar', team], { env, fetch })).toMatchObject({ code: 1, out: '' })
  })
})

describe('an option of one value that is given twice sends nothing', () => {
  test.each([
    ['--group', ['list', '--group', 'A', '--group', 'B']],
    ['--title', ['update', 'x', '--title', 'A', '--title', 'B']],
    ['--location', ['delete', 'x', '--location', 'A', '--location', 'B']],
    ['--from', ['create', '--user', 'A', '--from', '9:00', '--to', '10:00', '--from', '8:00']],
  ])('%s in %j', async (option, argv) => {
    const { code, out, err } = await run(argv)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(`Expected ${option} to be given once and got "`)
  })
})

test('a cancelled appointment is marked', async () => {
  const { cliWith, sandbox } = await startDesk()
  const fetch = async (request: Request): Promise<Response> => {
    const response = await sandbox.fetch(request)
    if (!request.url.includes('/calendars/events?')) return response
    return new Response((await response.text()).replaceAll('confirmed', 'cancelled'), response)
  }
  const argv = ['list', '--user', anna, '--day', '2021-06-23', '--appointments']
  expect((await cliWith({ fetch }, ...argv)).out).toContain('First meeting  cancelled\n')
})
