import { BlockSlotsError } from '@block-slots/client'
import { describe, expect, test } from 'vitest'
import { findOwners, type OwnerFlags } from '../../src/account/find-owners.ts'
import type { ListContext } from '../../src/account/lists.ts'
import { ids } from '../run.ts'
import { sessionOf } from './support.ts'

const ben = 'YlWd2wuCAZQzh2cH1fVZ'
const room = { id: ids.calendar, name: 'Meeting room', calendarType: 'event', isActive: true }
const old = { id: 'InactiveEventCal0001', name: 'Old room', calendarType: 'event', isActive: false }
const users = [
  { id: ids.user, name: 'Anna Müller', email: 'anna@example.com' },
  { id: ben, name: 'Ben' },
]

/** A client over two lists, and the requests that it was asked for. */
function start(failures: { users?: Error; calendars?: Error; calendar?: Error } = {}) {
  const requests: string[] = []
  const answer = async <Rows>(name: keyof typeof failures, rows: Rows | undefined): Promise<Rows> => {
    requests.push(name)
    if (failures[name] !== undefined) throw failures[name]
    if (rows === undefined) throw rejected('not-found', 'Not found')
    return rows
  }
  const client = {
    users: () => answer('users', users),
    calendars: () => answer('calendars', [room, old]),
    calendar: (id: string) =>
      answer(
        'calendar',
        [room, old].find((each) => each.id === id),
      ),
    user: async (id: string) => {
      requests.push('user')
      const found = users.find((each) => each.id === id)
      if (found === undefined) throw rejected('not-found', 'The user does not exist.')
      return found
    },
  } as unknown as ListContext['client']
  const context = { client, locationId: ids.location, session: sessionOf({}) }
  return { requests, find: (flags: OwnerFlags) => findOwners(flags, context) }
}

const rejected = (code: 'not-found' | 'forbidden', detail: string): Error =>
  new BlockSlotsError({
    code,
    operation: 'listUsers',
    applied: 'no',
    retry: 'never',
    message: detail,
    detail,
  })

describe('ids', () => {
  test('ids of users are used as they are, and the type of a calendar is read', async () => {
    const { find, requests } = start()
    expect(await find({ user: [ben], calendar: [ids.calendar] })).toEqual([
      { type: 'user', id: ben },
      { type: 'calendar', id: ids.calendar, name: 'Meeting room', calendar: room },
    ])
    expect(requests).toEqual(['calendar'])
  })

  test('a calendar that may not be read is used as it is', async () => {
    const { find } = start({ calendar: rejected('forbidden', 'The token is not authorized for this scope.') })
    expect(await find({ calendar: [ids.calendar] })).toEqual([{ type: 'calendar', id: ids.calendar }])
  })

  test('the id of a user in place of that of a calendar, and of neither', async () => {
    const { find } = start()
    await expect(find({ calendar: [ben] })).rejects.toThrow(
      `${ben} is the id of a user (Ben). Type: --user ${ben}`,
    )
    await expect(find({ calendar: ['NoSuchCalendar000001'] })).rejects.toThrow(
      'none has the id NoSuchCalendar000001.',
    )
  })
})

describe('names', () => {
  test('names and parts of names, each list read once, each owner once', async () => {
    const { find, requests } = start()
    const flags = { user: ['muller', 'BEN', ids.user, 'anna@example.com'], calendar: ['meeting', 'Old room'] }
    expect(await find(flags)).toMatchObject([
      { type: 'user', id: ids.user },
      { type: 'user', id: ben, name: 'Ben' },
      { type: 'calendar', id: room.id, calendar: room },
      { type: 'calendar', id: old.id, calendar: old },
    ])
    expect(requests.toSorted()).toEqual(['calendars', 'users'])
  })

  test.each([
    [
      { calendar: ['room'] },
      'Expected --calendar to name one calendar and got "room", which 2 calendars have in their names. Give more of the name, or the id: Meeting room: CVokAlI8fgw4WYWoCtQz; Old room (inactive): InactiveEventCal0001.',
    ],
    [
      { user: ['Bem'] },
      'Expected --user to name a user of this sub-account and got "Bem". Did you mean "Ben"?',
    ],
    [{ user: ['meeting'] }, 'It is the name of a calendar. Type: --calendar meeting'],
    [{ calendar: ['anna müller'] }, 'It is the name of a user. Type: --user "anna müller"'],
    [{ user: ['anna,ben'] }, 'Give the option once for each: --user anna --user ben'],
    [{ user: [`${ids.user},${ben}`] }, `Give the option once for each: --user ${ids.user} --user ${ben}`],
    [{ user: ['Xavier'] }, 'Its users are Anna Müller, Ben.'],
    [{ calendar: [''] }, 'Its calendars are Meeting room, Old room (inactive).'],
  ])('%j is answered with what to type', async (flags, message) => {
    await expect(start().find(flags)).rejects.toThrow(message)
  })

  test('a scope that is missing is named, and that ids work without it', async () => {
    const { find } = start({ users: rejected('forbidden', 'The token is not authorized for this scope.') })
    await expect(find({ user: ['anna'] })).rejects.toThrow(
      'Expected the token to have the scope users.readonly, by which names of users are found, and it has not. An id works without it: --user ID',
    )
    expect(await find({ user: [ben] })).toEqual([{ type: 'user', id: ben }])
  })

  test('a token of another sub-account is another mistake', async () => {
    const error = rejected('forbidden', 'The token does not have access to this location.')
    await expect(start({ users: error }).find({ user: ['anna'] })).rejects.toBe(error)
  })
})
