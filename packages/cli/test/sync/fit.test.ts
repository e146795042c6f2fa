import { expect, test } from 'vitest'
import { widthOf } from '../../src/text/columns.ts'
import { fitOutput } from '../../src/sync/fit.ts'
import { textOf } from '../../src/sync/text-of.ts'
import { describePlan } from '../../src/sync/plan-text.ts'
import { block, planOf } from '../support/plan.ts'

test('a plan fits a terminal of 40 columns, and no word is broken', async () => {
  const title = 'A training of the whole team about the new rooms'
  const plan = planOf([
    {
      name: 'anna',
      steps: [
        { action: 'create', wanted: { ...block(1, title), reasons: [] } },
        {
          action: 'update',
          id: 'b',
          wanted: { ...block(4, 'Lunch'), reasons: [] },
          was: block(3, title),
          by: 'person',
        },
      ],
    },
    { name: 'ben', stop: { reason: 'unreadable', message: 'user: 404 Not found.' } },
  ])
  const wide: string[] = []
  const narrow: string[] = []
  for await (const output of describePlan(plan, { suffix: '' })) {
    wide.push(textOf(output) ?? '')
    narrow.push(...fitOutput(output, 40).map((line) => textOf(line) ?? ''))
  }
  expect(narrow.join('\n')).toMatchSnapshot()
  for (const line of narrow) expect(widthOf(line)).toBeLessThanOrEqual(40)
  const wordsOf = (lines: readonly string[]): string[] => lines.join(' ').split(/\s+/)
  expect(wordsOf(narrow)).toEqual(wordsOf(wide))
})

test('the start of a broken line keeps its colour, and JSON stays as it is', () => {
  const line = [{ text: '  create  ', style: 'green' }, 'Thu 2026-12-24 09:00 to 17:00  Lunch'] as const
  expect(fitOutput({ line }, 40)).toEqual([
    { line: [line[0], 'Thu 2026-12-24 09:00 to 17:00'] },
    '          Lunch',
  ])
  expect(fitOutput({ line }, 80)).toEqual([{ line }])
  expect(fitOutput({ json: 'a'.repeat(90) }, 40)).toEqual([{ json: 'a'.repeat(90) }])
  expect(fitOutput('x'.repeat(90), 40)).toEqual(['x'.repeat(90)])
})

test('what is copied stays whole', () => {
  const command = 'block-slots apply 3f9a1c20 --only-failed --config other.yaml'
  expect(fitOutput(`Send what failed again with: ${command}`, 40)).toEqual([
    'Send what failed again with:',
    `  ${command}`,
  ])
  expect(fitOutput(`  ${command}`, 40)).toEqual([`  ${command}`])
  const path = '/home/anna/clinic/.block-slots/3f9a1c20.report.json'
  expect(fitOutput(`Report: ${path}`, 40)).toEqual(['Report:', `  ${path}`])
})
