import fc from 'fast-check'
import { expect, test } from 'vitest'
import { properties } from '../support/properties.ts'
import { cases, happen } from '../support/reconcile.model.ts'

// The same cases in every run, so that a failure is one that the change made. Another seed searches elsewhere.
fc.configureGlobal({ seed: 20_261_122 })

test.each(properties)('$name', async ({ property, few }) => {
  const outcome = await fc.check(property, { numRuns: few })
  expect(fc.defaultReportMessage(outcome)).toBe(undefined)
})

test('the cases reach every ending', async () => {
  const endings = new Set<string>()
  for (const one of fc.sample(cases, { numRuns: 150 })) {
    const { results, duplicates, open, no, sends } = await happen(one)
    for (const { call, outcome } of results) endings.add(`${call} ${outcome}`)
    if (duplicates.length > 0) endings.add('duplicates')
    if (open.length > 0) endings.add('open')
    if (no > 0) endings.add('not made')
    if (sends > one.steps.length) endings.add('sent again')
  }
  expect(endings).toEqual(
    new Set([
      'create created',
      'create reconciled',
      'ensure created',
      'ensure existing',
      'ensure reconciled',
      'open',
      'not made',
      'sent again',
      'duplicates',
    ]),
  )
})
