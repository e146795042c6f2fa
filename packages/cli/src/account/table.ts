import type { Output } from '../io.ts'
import { pageColumns, pad, truncate, widthOf, wrap } from '../text/columns.ts'

/** A row of a list: a name, an id, which is never cut, and words. */
export type Row = readonly [name: string, id: string, words: string]

/** The fewest columns that words are put into beside the rest; with less they are below it. */
const minWords = 24
/** The fewest columns of a name beside the rest. */
const minName = 8
const gap = '  '

/** Lays out a list as a table, or on narrow terminals each row in lines of its own. */
export function layOutRows(header: Row, rows: readonly Row[], columns: number = pageColumns): Output[] {
  const all = [header, ...rows]
  const longest = (at: 0 | 1): number => Math.max(...all.map((row) => widthOf(row[at])))
  const nameWidth = Math.min(longest(0), columns - longest(1) - minWords - 2 * gap.length)
  if (nameWidth < Math.min(minName, longest(0))) return stack(rows, columns)
  const layOut = ([name, id, words]: Row): string[] => {
    const start = pad(truncate(name, nameWidth), nameWidth) + gap + pad(id, longest(1)) + gap
    return wrap(words, start, { columns, hanging: ' '.repeat(widthOf(start)) }).map((line) => line.trimEnd())
  }
  return [...layOut(header).map(bold), ...rows.flatMap(layOut)]
}

const bold = (text: string): Output => ({ line: [{ text, style: 'bold' }] })

const stack = (rows: readonly Row[], columns: number): string[] =>
  rows.flatMap(([name, id, words]) => [
    truncate(name, columns),
    `${gap}${id}`,
    ...(words === '' ? [] : wrap(words, gap, { columns })),
  ])

/** A fact with its label. */
export type Fact = readonly [label: string, text: string]

/** Lays out facts below each other. */
export function layOutFacts(facts: readonly Fact[], columns: number = pageColumns): string[] {
  const width = Math.max(...facts.map(([label]) => widthOf(label)))
  return facts.flatMap(([label, text]) =>
    wrap(text, pad(label, width) + gap, { columns, hanging: ' '.repeat(width + gap.length) }),
  )
}
