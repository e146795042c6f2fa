import { seedState, startSandbox, type Sandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeCalendar } from '../../src/account/directory.ts'
import { ids, run, type Run } from '../run.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const cli = (argv: string[], token = sandbox.token, more = {}): Promise<Run> =>
  run(argv, {
    env: { HIGHLEVEL_TOKEN: token, HIGHLEVEL_LOCATION_ID: ids.location, HIGHLEVEL_BASE_URL: sandbox.url },
    ...more,
  })

describe('calendars', () => {
  test('lists each with its id, and whose time a block on it takes', async () => {
    const { code, out, err } = await cli(['calendars'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatchInlineSnapshot(`
      "Calendar         Id for --calendar     Type: whose time a block on it takes
      Meeting room     CVokAlI8fgw4WYWoCtQz  event: the calendar itself
      Old room         InactiveEventCal0001  event, inactive: the calendar itself
      Sales calls      BqTwX8QFwXzpegMve9EQ  round robin: Anna, Ben
      Joint demo       CollectiveCalendar01  collective: Anna, Ben
      Anna's calendar  PersonalCalendar0001  personal: Anna
      Yoga class       ClassBookingCal00001  class: Ben
      Haircut          ServiceBookingCal001  service: Anna, Ben
      "
    `)
  })

  test('ids are complete on a narrow terminal', async () => {
    const { out } = await cli(['calendars', 'sales'], undefined, { columns: 40 })
    expect(out).toBe('Sales calls\n  BqTwX8QFwXzpegMve9EQ\n  round robin: Anna, Ben\n')
  })

  test('as JSON, with the owners that a block on each needs', async () => {
    const { out } = await cli(['calendars', 'o', '--json'])
    const rows = JSON.parse(out)
    expect(rows).toHaveLength(4)
    expect(rows[0]).toEqual({
      id: ids.calendar,
      name: 'Meeting room',
      calendarType: 'event',
      isActive: true,
      blocks: [{ calendarId: ids.calendar }],
    })
    expect(rows[2].blocks).toEqual([
      { userId: ids.user, name: 'Anna' },
      { userId: 'YlWd2wuCAZQzh2cH1fVZ', name: 'Ben' },
    ])
  })

  test('without the scope for users, their ids are shown, and that is said', async () => {
    const { code, out, err } = await cli(['calendars', 'yoga'], sandbox.tokenByName('read-only'))
    expect(code).toBe(0)
    expect(out).toContain('class: YlWd2wuCAZQzh2cH1fVZ')
    expect(err).toBe(
      'Note: users are shown as ids, since the token does not have the scope users.readonly.\n',
    )
  })

  test('a name that none has', async () => {
    const { code, out, err } = await cli(['calendars', 'meting'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.replaceAll(/\s+/g, ' ')).toContain('Did you mean "Meeting room"?')
  })

  test('a sub-account without calendars', async () => {
    await using empty = await startSandbox({ state: { ...seedState(), calendars: [], users: [] } })
    const io = { fetch: (request: Request) => empty.fetch(request) }
    expect((await cli(['calendars'], empty.token, io)).out).toBe('This sub-account has no calendars.\n')
    expect((await cli(['users'], empty.token, io)).out).toBe('This sub-account has no users.\n')
    expect((await cli(['users', '--json'], empty.token, io)).out).toBe('[]\n')
  })

  test.each([
    [{ calendarType: undefined }, 'without a type: it has no team members'],
    [{ calendarType: 'round_robin' as const, teamMembers: [{ userId: 'u' }] }, 'round robin: u'],
  ])('%j', (more, text) => {
    const calendar = { id: 'c', name: 'n', locationId: 'l', ...more }
    expect(describeCalendar(calendar as Parameters<typeof describeCalendar>[0], (id) => id)).toBe(text)
  })
})

describe('users', () => {
  test('lists each with its id and address; a part of either selects', async () => {
    expect((await cli(['users'])).out).toBe(
      `User  Id for --user         Email\n` +
        `Anna  ${ids.user}  anna@example.com\n` +
        `Ben   YlWd2wuCAZQzh2cH1fVZ  ben@example.com\n`,
    )
    expect((await cli(['users', 'BEN@', '--json'])).out).toBe(
      `${JSON.stringify([{ id: 'YlWd2wuCAZQzh2cH1fVZ', name: 'Ben', email: 'ben@example.com' }], undefined, 2)}\n`,
    )
  })

  test('without the scope', async () => {
    const { code, err } = await cli(['users'], sandbox.tokenByName('read-only'))
    expect(code).toBe(3)
    expect(err).toContain('users.readonly')
  })
})

test('names of the service find owners of the sandbox, users by first and last name too', async () => {
  const { createBlockSlotsClient } = await import('@block-slots/client')
  const { findOwners } = await import('../../src/account/find-owners.ts')
  const { sessionOf } = await import('./support.ts')
  const client = createBlockSlotsClient({ token: sandbox.token, baseUrl: sandbox.url })
  const context = { client, locationId: ids.location, session: sessionOf({}) }
  expect(await findOwners({ user: ['anna doe'], calendar: ['sales'] }, context)).toMatchObject([
    { type: 'user', id: ids.user, name: 'Anna' },
    { type: 'calendar', name: 'Sales calls', calendar: { calendarType: 'round_robin' } },
  ])
})
