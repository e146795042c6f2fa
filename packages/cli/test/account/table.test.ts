import { expect, test } from 'vitest'
import { layOutFacts, layOutRows, type Row } from '../../src/account/table.ts'
import type { Output } from '../../src/io.ts'
import { widthOf } from '../../src/text/columns.ts'

const header: Row = ['Name', 'Id', 'Words']
const rows: Row[] = [
  [
    'Ärztehaus am Alexanderplatz, Zimmer 12, zweiter Stock',
    'CVokAlI8fgw4WYWoCtQz',
    'round robin: Anna Müller, Ben Roe, Carla Santos, Dora Poe',
  ],
  ['日本語のカレンダー', 'InactiveEventCal0001', 'event: the calendar itself'],
  ['', 'PersonalCalendar0001', ''],
]
const textOf = (output: Output): string =>
  typeof output === 'string'
    ? output
    : 'line' in output
      ? output.line.map((segment) => (typeof segment === 'string' ? segment : segment.text)).join('')
      : ''

test('at 80 columns', () => {
  expect(layOutRows(header, rows).map(textOf).join('\n')).toMatchInlineSnapshot(`
    "Name                              Id                    Words
    Ärztehaus am Alexanderplatz, Zi…  CVokAlI8fgw4WYWoCtQz  round robin: Anna
                                                            Müller, Ben Roe, Carla
                                                            Santos, Dora Poe
    日本語のカレンダー                InactiveEventCal0001  event: the calendar
                                                            itself
                                      PersonalCalendar0001"
  `)
})

test.each([40, 60, 80, 120, 200])(
  'at %i columns no line is longer, no word is cut, and ids are complete',
  (columns) => {
    const lines = layOutRows(header, rows, columns).map(textOf)
    expect(lines.filter((line) => widthOf(line) > columns)).toEqual([])
    const text = lines.join('\n')
    for (const [, id, words] of rows)
      for (const word of [id, ...words.split(' ')]) expect(text).toContain(word)
  },
)

test('facts below each other', () => {
  expect(
    layOutFacts(
      [
        ['Token', 'one two three'],
        ['Its zone', 'x'],
      ],
      20,
    ),
  ).toEqual(['Token     one two', '          three', 'Its zone  x'])
})
