import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cells, operations } from '../fault-matrix/cell.ts'
import { rows } from '../fault-matrix/row.ts'
import { canaries, scenarios } from '../secrets/canary.ts'
import { encodingNames } from '@block-slots/client/test/support/encoding.ts'
import { faults } from '../leaks/load.ts'

/** The numbers that a guide says in these words, in order. */
function figures(guide: string, words: RegExp): number[] {
  const text = readFileSync(new URL(`../guide/${guide}.md`, import.meta.url), 'utf8')
  const [, ...found] = words.exec(text) ?? []
  return found.map((figure) => Number(figure.replaceAll(',', '')))
}

test('the guide says of the matrix of faults what it is', () => {
  const words = /(\d+) forms of (\d+) faults × (\d+) operations/
  const kinds = new Set(rows.map(({ fault }) => fault))
  expect(figures('reliability', words)).toEqual([rows.length, kinds.size, operations.length])
  // Three seeds, as the command takes in process when it is told nothing else.
  const inProcess = cells([1, 2, 3], ({ rule }) => rule)
  expect(figures('reliability', /([\d,]+) \+ [\d,]+ \+ [\d,]+ experiments/)).toEqual([inProcess.length])
})

test('the guides say of the search for secrets what it is', () => {
  const words = /(\d+) canaries, ([\d,]+) bad days, (\d+) places[^|]*\|[^|]*?of (\d+) planted/
  const [secrets, bad, places = 0, planted] = figures('reliability', words)
  expect([secrets, bad]).toEqual([Object.keys(canaries).length, scenarios(faults).length])
  expect(planted).toBe(encodingNames.length * places)
  expect(
    figures('secrets', /lets ([\d,]+) things go wrong[^.]*?looks for (\d+) secrets in (\d+) places/),
  ).toEqual([bad, secrets, places])
  expect(figures('secrets', /finds each of (\d+) that were planted/)).toEqual([planted])
})
