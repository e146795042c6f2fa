import { describe, expect, test } from 'vitest'
import { forced, hostileObject, refusal, revoked } from '../support/refusal.ts'
import { calendarBlock } from '../support/service.ts'

describe('an id that would change the path is not sent', () => {
  const long = 'x'.repeat(2000)
  test.each<[string, unknown, string]>([
    ['empty', '', 'must be an id of HighLevel, not "".'],
    ['blank', '   ', 'must be an id of HighLevel, not " ".'],
    ['missing', undefined, 'must be an id of HighLevel, not undefined.'],
    ['null', null, 'must be an id of HighLevel, not null.'],
    [
      'an object with a text form',
      { toString: () => 'x' },
      'must be an id of HighLevel, not a value of type object.',
    ],
    ['a String object', Object('x'), 'must be an id of HighLevel, not a value of type object.'],
    ['a symbol', Symbol('x'), 'must be an id of HighLevel, not a value of type symbol.'],
    ['a bigint', 1n, 'must be an id of HighLevel, not a value of type bigint.'],
    ['a dot', '.', 'must be an id of HighLevel, not ".".'],
    ['two dots', '..', 'must be an id of HighLevel, not "..".'],
    ['a way up', '../block-slots/x', 'must be an id of HighLevel, not "../block-slots/x".'],
    ['a slash', 'appointments/x', 'must be an id of HighLevel, not "appointments/x".'],
    ['a backslash', String.raw`..\x`, String.raw`must be an id of HighLevel, not "..\\x".`],
    ['a NUL', 'a\0b', String.raw`must be an id of HighLevel, not "a\u0000b".`],
    ['a no-break space', 'a\u00a0b', 'must be an id of HighLevel, not "a b".'],
    ['half a pair', '\ud800', String.raw`must be an id of HighLevel, not "\ud800".`],
    ['two thousand characters', long, `must be an id of HighLevel, not "${'x'.repeat(59)}…".`],
    ['a trap', hostileObject(), 'must be an id of HighLevel, not a value of type object.'],
    ['a revoked proxy', revoked(), 'must be an id of HighLevel, not a value of type object.'],
  ])('%s', async (_name, id, why) => {
    const messages = [
      (await refusal((client) => client.delete(forced(id)))).message,
      (await refusal((client) => client.calendar(forced(id)))).message,
      (await refusal((client) => client.update(forced(id), calendarBlock))).message,
    ]
    expect(messages).toEqual([
      `deleteEvent: eventId ${why}`,
      `getCalendar: calendarId ${why}`,
      `updateBlockSlot: eventId ${why}`,
    ])
  })
})
