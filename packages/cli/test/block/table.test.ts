import { widthOf } from '@block-slots/sync/view'
import { expect, test } from 'vitest'
import type { Row } from '../../src/block/rows.ts'
import { writeTable } from '../../src/block/table.ts'

const row = (title: string, more: Partial<Row> & { hours?: number } = {}): Row => ({
  slot: {
    id: 'z5HC1S2f6rKp6I8KYHYU',
    title,
    startTime: '2026-12-01T09:00:00Z',
    endTime: new Date(Date.parse('2026-12-01T09:00:00Z') + (more.hours ?? 1) * 3_600_000).toISOString(),
  },
  owner: { type: 'user', id: 'a', label: 'Anna' },
  kind: 'block',
  ...more,
})

const linesOf = (rows: readonly Row[], columns: number, showsOwner = true): string[] =>
  Array.from(writeTable(rows, { zone: 'UTC', columns, showsOwner }), (line) =>
    line.map((segment) => (typeof segment === 'string' ? segment : segment.text)).join(''),
  )

const long = 'A title that is far too long for its column'
const rows = [
  row('Tea'),
  row('', { duplicateOf: 'mAg88Rlsa9ceIZPJeEYv' }),
  row(long, {
    duplicateOf: 'mAg88Rlsa9ceIZPJeEYv',
    owner: { type: 'user', id: 'b', label: 'A person with a very long name' },
  }),
  row(long, { hours: 30 }),
  row('会議室を予約しました会議室を予約しました', { hours: 30, duplicateOf: 'mAg88Rlsa9ceIZPJeEYv' }),
  row('👩‍⚕️ with \u001b[2J', { kind: 'appointment' }),
]

test.each(Array.from({ length: 161 }, (_, at) => at + 40))('fits %i columns', (columns) => {
  for (const showsOwner of [true, false]) {
    for (const shown of [rows, ...rows.map((each) => [each])]) {
      expect(Math.max(...linesOf(shown, columns, showsOwner).map(widthOf))).toBeLessThanOrEqual(columns)
    }
  }
})

test('titles have the room that is left, and more below long times', () => {
  expect(linesOf(rows, 80)).toMatchInlineSnapshot(`
    [
      "Tue 2026-12-01 09:00 to 10:00  Tea          Anna            z5HC1S2f6rKp6I8KYHYU",
      "Tue 2026-12-01 09:00 to 10:00  no title     Anna            z5HC1S2f6rKp6I8KYHYU",
      "  duplicate of mAg88Rlsa9ceIZPJeEYv",
      "Tue 2026-12-01 09:00 to 10:00               A person with…  z5HC1S2f6rKp6I8KYHYU",
      "  A title that is far too long for its column",
      "  duplicate of mAg88Rlsa9ceIZPJeEYv",
      "Tue 2026-12-01 09:00 to Wed 2026-12-02 15:00  Anna          z5HC1S2f6rKp6I8KYHYU",
      "  A title that is far too long for its column",
      "Tue 2026-12-01 09:00 to Wed 2026-12-02 15:00  Anna          z5HC1S2f6rKp6I8KYHYU",
      "  会議室を予約しました会議室を予約しました",
      "  duplicate of mAg88Rlsa9ceIZPJeEYv",
      "Tue 2026-12-01 09:00 to 10:00               Anna            appointment",
      "  👩‍⚕️ with \\u001b[2J",
    ]
  `)
})

test('a wide terminal shows titles and names as a whole, on one line', () => {
  const name = 'A person with a very long name'
  const wide = [row(long, { owner: { type: 'user', id: 'b', label: name } }), row('Tea')]
  expect(linesOf(wide, 140)[0]).toBe(`Tue 2026-12-01 09:00 to 10:00  ${long}  ${name}  z5HC1S2f6rKp6I8KYHYU`)
})

test('a row of one owner is a line', () => {
  expect(linesOf([row('Tea')], 80, false)).toEqual([
    'Tue 2026-12-01 09:00 to 10:00  Tea         z5HC1S2f6rKp6I8KYHYU',
  ])
})
