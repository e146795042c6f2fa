import { expect, test } from 'vitest'
import { isTimeZone, toOffsetDateTime, zoneNames } from '../src/index.ts'

test('the list has current names, all of which are accepted', () => {
  const names = zoneNames()
  expect(names.length).toBeGreaterThan(400)
  expect(names).toEqual(expect.arrayContaining(['Asia/Kolkata', 'Europe/Kyiv', 'America/Nuuk', 'UTC']))
  expect(names).not.toEqual(expect.arrayContaining(['Asia/Calcutta']))
  expect(names.every((name, index) => index === 0 || name > `${names[index - 1]}`)).toBe(true)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => !isTimeZone(name))).toEqual([])
})

test('the list is new on every call', () => {
  zoneNames().length = 0
  expect(zoneNames().length).toBeGreaterThan(400)
})

test.each([
  'Asia/Kolkata',
  'Asia/Calcutta',
  'us/eastern',
  'UTC',
  'utc',
  'Etc/GMT-14',
  'EST5EDT',
  'CET',
  'GMT',
  'Japan',
  '+05:30',
  '-00:00',
])('%s is a time zone', (name) => {
  expect(isTimeZone(name)).toBe(true)
})

test.each([
  '',
  'BST',
  'bst',
  'IST',
  'EST',
  'PST',
  'MST',
  'HST',
  'ACT',
  'Mars/Phobos',
  'Eastern Standard Time',
  '+0530',
  '+05',
  '+24:00',
  'Z',
  'UTC+5',
  ' UTC',
  'Etc/Unknown',
  null,
  undefined,
  5,
  ['UTC'],
  {},
])('%s is not', (value) => {
  expect(isTimeZone(value)).toBe(false)
})

/** The error for a zone. */
function refusal(timeZone: string): string {
  try {
    return toOffsetDateTime('2021-06-23T03:30', { timeZone })
  } catch (error) {
    return String(error)
  }
}

test('an unknown zone is rejected with the nearest names, an abbreviation with its meanings', () => {
  expect(
    [
      'Asia/Kolkatta',
      'Asia/Calcuta',
      'New York',
      'new_york',
      'US/New_York',
      'europe/berln',
      'Berlin',
      'America/Los Angeles',
      'Europe/Kiyv',
      'Asia/Saigonn',
      'Mars/Phobos',
      'Eastern Standard Time',
      'UTC+5',
      'GMT-3:30',
      '+0530',
      '+5',
      '+25:00',
      'Z',
      '',
      'x'.repeat(200),
      'BST',
      'ist',
      'EST',
      'PST',
      'VST',
      'EDT',
      'CEST',
    ].map(refusal),
  ).toMatchInlineSnapshot(`
    [
      "RangeError: "Asia/Kolkatta" is not a time zone. Did you mean Asia/Kolkata?",
      "RangeError: "Asia/Calcuta" is not a time zone. Did you mean Asia/Kolkata?",
      "RangeError: "New York" is not a time zone. Did you mean America/New_York?",
      "RangeError: "new_york" is not a time zone. Did you mean America/New_York?",
      "RangeError: "US/New_York" is not a time zone. Did you mean America/New_York?",
      "RangeError: "europe/berln" is not a time zone. Did you mean Europe/Berlin?",
      "RangeError: "Berlin" is not a time zone. Did you mean Europe/Berlin?",
      "RangeError: "America/Los Angeles" is not a time zone. Did you mean America/Los_Angeles?",
      "RangeError: "Europe/Kiyv" is not a time zone. Did you mean Europe/Kyiv?",
      "RangeError: "Asia/Saigonn" is not a time zone. Did you mean Asia/Ho_Chi_Minh?",
      "RangeError: "Mars/Phobos" is not a time zone. Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.",
      "RangeError: "Eastern Standard Time" is not a time zone. Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.",
      "RangeError: "UTC+5" is not a time zone. Write a fixed offset with hours and minutes: +05:00.",
      "RangeError: "GMT-3:30" is not a time zone. Write a fixed offset with hours and minutes: -03:30.",
      "RangeError: "+0530" is not a time zone. Write a fixed offset with hours and minutes: +05:30.",
      "RangeError: "+5" is not a time zone. Write a fixed offset with hours and minutes: +05:00.",
      "RangeError: "+25:00" is not a time zone. Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.",
      "RangeError: "Z" is not a time zone. Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.",
      "RangeError: "" is not a time zone. Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.",
      "RangeError: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" is not a time zone. Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.",
      "RangeError: "BST" is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use Europe/London or Asia/Dhaka.",
      "RangeError: "ist" is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use Asia/Kolkata, Europe/Dublin or Asia/Jerusalem.",
      "RangeError: "EST" is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use America/New_York.",
      "RangeError: "PST" is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use America/Los_Angeles.",
      "RangeError: "VST" is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use the name of a place, such as America/New_York.",
      "RangeError: "EDT" is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use America/New_York.",
      "RangeError: "CEST" is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use the name of a place, such as America/New_York.",
    ]
  `)
})

test('the zone in a text is validated in the same way', () => {
  expect(() => toOffsetDateTime('2021-06-23T03:30[Asia/Kolkatta]')).toThrow('Did you mean Asia/Kolkata?')
  expect(() => toOffsetDateTime('2021-06-23T03:30[BST]')).toThrow('is an abbreviation')
})
