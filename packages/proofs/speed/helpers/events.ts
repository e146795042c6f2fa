type Observance = [kind: 'STANDARD' | 'DAYLIGHT', from: string, to: string, start: string, rule: string]

const zones: readonly (readonly [name: string, observances: readonly Observance[]])[] = [
  [
    'America/New_York',
    [
      ['DAYLIGHT', '-0500', '-0400', '19700308T020000', 'FREQ=YEARLY;BYMONTH=3;BYDAY=2SU'],
      ['STANDARD', '-0400', '-0500', '19701101T020000', 'FREQ=YEARLY;BYMONTH=11;BYDAY=1SU'],
    ],
  ],
  [
    'America/Los_Angeles',
    [
      ['DAYLIGHT', '-0800', '-0700', '19700308T020000', 'FREQ=YEARLY;BYMONTH=3;BYDAY=2SU'],
      ['STANDARD', '-0700', '-0800', '19701101T020000', 'FREQ=YEARLY;BYMONTH=11;BYDAY=1SU'],
    ],
  ],
  [
    'Europe/London',
    [
      ['DAYLIGHT', '+0000', '+0100', '19700329T010000', 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU'],
      ['STANDARD', '+0100', '+0000', '19701025T020000', 'FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU'],
    ],
  ],
  [
    'Europe/Berlin',
    [
      ['DAYLIGHT', '+0100', '+0200', '19700329T020000', 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU'],
      ['STANDARD', '+0200', '+0100', '19701025T030000', 'FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU'],
    ],
  ],
  ['Asia/Kolkata', [['STANDARD', '+0530', '+0530', '19700101T000000', '']]],
  [
    'Australia/Sydney',
    [
      ['STANDARD', '+1100', '+1000', '19700405T030000', 'FREQ=YEARLY;BYMONTH=4;BYDAY=1SU'],
      ['DAYLIGHT', '+1000', '+1100', '19701004T020000', 'FREQ=YEARLY;BYMONTH=10;BYDAY=1SU'],
    ],
  ],
]

const rules = [
  'FREQ=WEEKLY;BYDAY=MO,WE,FR',
  'FREQ=DAILY;COUNT=60',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20271231T235959Z',
  'FREQ=MONTHLY;BYDAY=2TU',
  'FREQ=MONTHLY;BYMONTHDAY=15',
]

function timeZones(): string[] {
  return zones.flatMap(([name, observances]) => [
    'BEGIN:VTIMEZONE',
    `TZID:${name}`,
    ...observances.flatMap(([kind, from, to, start, rule]) => [
      `BEGIN:${kind}`,
      `TZOFFSETFROM:${from}`,
      `TZOFFSETTO:${to}`,
      `DTSTART:${start}`,
      ...(rule === '' ? [] : [`RRULE:${rule}`]),
      `END:${kind}`,
    ]),
    'END:VTIMEZONE',
  ])
}

/** Time of day by its quarter hour. */
function timeOfDay(quarter: number): string {
  return `${String(Math.floor(quarter / 4)).padStart(2, '0')}${String((quarter % 4) * 15).padStart(2, '0')}00`
}

function event(index: number): string[] {
  const [zone = 'UTC'] = zones[index % zones.length] ?? []
  // Three years of starts, on the quarter hours from 07:00 to 18:45; primes spread them.
  const day = new Date(Date.UTC(2025, 0, 1 + ((index * 37) % 1095)))
    .toISOString()
    .slice(0, 10)
    .replaceAll('-', '')
  const quarter = 28 + ((index * 13) % 48)
  // Three in ten recur.
  const rule = index % 10 < 3 ? [`RRULE:${rules[Math.floor(index / 10) % rules.length]}`] : []
  return [
    'BEGIN:VEVENT',
    `DTSTART;TZID=${zone}:${day}T${timeOfDay(quarter)}`,
    `DTEND;TZID=${zone}:${day}T${timeOfDay(quarter + 4)}`,
    ...rule,
    'DTSTAMP:20260101T120000Z',
    `UID:event-${index}@calendar.example`,
    'CREATED:20250101T120000Z',
    `DESCRIPTION:Agenda of meeting ${index}\\, with the notes of the last one: we went through`,
    '  the open points\\, agreed on who does what until when\\, and moved the rest to th',
    ' e next meeting\\, which everybody may add to before it begins.',
    'LAST-MODIFIED:20260101T120000Z',
    `LOCATION:Room ${index % 40}\\, second floor`,
    'SEQUENCE:0',
    'STATUS:CONFIRMED',
    `SUMMARY:Meeting ${index}`,
    'TRANSP:OPAQUE',
    'END:VEVENT',
  ]
}

/** A calendar of 5,000 events as Google exports them, 1,500 of them recurring, in six zones that it defines. */
export function calendar(): string {
  const events = Array.from({ length: 5000 }, (_, index) => event(index)).flat()
  return [
    'BEGIN:VCALENDAR',
    'PRODID:-//Example//Calendar//EN',
    'VERSION:2.0',
    ...timeZones(),
    ...events,
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}
