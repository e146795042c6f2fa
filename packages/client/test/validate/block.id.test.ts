import { describe, expect, test } from 'vitest'
import { forced, hostileObject, refusal, revoked } from '../support/refusal.ts'
import { calendarBlock } from '../support/service.ts'

describe('an id that would change the path is not sent', () => {
  const long = 'x'.repeat(2000)
  test.each<[string, unknown, string]>([
    ['empty', '', 'must be a non-empty string, not "".'],
    ['blank', '   ', 'must be a non-empty string, not " ".'],
    ['missing', undefined, 'must be a non-empty string, not undefined.'],
    ['null', null, 'must be a non-empty string, not null.'],
    [
      'an object with a text form',
      { toString: () => 'x' },
      'must be a non-empty string, not a value of type object.',
    ],
    ['a String object', Object('x'), 'must be a non-empty string, not a value of type object.'],
    ['a symbol', Symbol('x'), 'must be a non-empty string, not a value of type symbol.'],
    ['a bigint', 1n, 'must be a non-empty string, not a value of type bigint.'],
    ['a dot', '.', 'is ".", which cannot be an id of HighLevel.'],
    ['two dots', '..', 'is "..", which cannot be an id of HighLevel.'],
    ['a way up', '../block-slots/x', 'is "../block-slots/x", which cannot be an id of HighLevel.'],
    ['a slash', 'appointments/x', 'is "appointments/x", which cannot be an id of HighLevel.'],
    ['a backslash', String.raw`..\x`, String.raw`is "..\\x", which cannot be an id of HighLevel.`],
    ['a NUL', 'a\0b', String.raw`is "a\u0000b", which cannot be an id of HighLevel.`],
    ['a no-break space', 'a\u00a0b', 'is "a b", which cannot be an id of HighLevel.'],
    ['half a pair', '\ud800', String.raw`is "\ud800", which cannot be an id of HighLevel.`],
    ['two thousand characters', long, `is "${'x'.repeat(59)}…", which cannot be an id of HighLevel.`],
    ['a trap', hostileObject(), 'must be a non-empty string, not a value of type object.'],
    ['a revoked proxy', revoked(), 'must be a non-empty string, not a value of type object.'],
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
