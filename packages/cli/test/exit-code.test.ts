import { BlockSlotsError, type Applied, type ErrorCode } from '@block-slots/client'
import { errorCodes } from '@block-slots/client/src/error.ts'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { Mistake, OutputError, UsageError } from '../src/error.ts'
import { describeUnreported, exitCode, exitCodes, factsOf, signalCode } from '../src/exit-code.ts'
import { exitCodeOf } from '../src/failure.ts'

const applied: Applied[] = ['no', 'yes', 'unknown']
const codes = Object.keys(exitCodes).map(Number)

describe('the rule', () => {
  // Every fact with every other one: nothing else decides.
  const facts = applied.flatMap((unreported) =>
    [false, true].flatMap((isPartial) => codes.map((ended) => ({ unreported, isPartial, ended }))),
  )
  test.each(facts)('$unreported, a part not done: $isPartial, ended by $ended', (each) => {
    const { unreported, isPartial, ended } = each
    expect(exitCode(each)).toBe(unreported !== 'no' ? 5 : isPartial ? 7 : ended)
  })
})

describe('the facts of a run', () => {
  const done = { unreported: 'no', isPartial: false, ended: 0 }
  test.each([
    ['nothing was changed', { applied: 'no' }, done],
    ['a change is open', { applied: 'unknown' }, { ...done, unreported: 'unknown' }],
    ['a report was lost', { applied: 'no', isReportLost: true }, { ...done, unreported: 'yes' }],
    [
      'a report was lost, and a change is open',
      { applied: 'unknown', isReportLost: true },
      { ...done, unreported: 'unknown' },
    ],
    ['changes are planned', { applied: 'no', code: 6 }, { ...done, ended: 6 }],
    ['a part was not done', { applied: 'no', code: 7 }, { unreported: 'no', isPartial: true, ended: 7 }],
  ] as const)('%s', (_, progress, expected) => {
    expect(factsOf(progress)).toEqual(expected)
  })

  test('keep a part that was not done when something else ends the run', () => {
    expect(exitCode(factsOf({ applied: 'no', code: 7 }, 130))).toBe(7)
    expect(exitCode(factsOf({ applied: 'no', code: 6 }, 1))).toBe(1)
  })
})

describe('what ends a run', () => {
  const signal = new AbortController().signal
  const errorOf = (code: ErrorCode, outcome: Applied = 'no'): BlockSlotsError =>
    new BlockSlotsError({ code, message: 'x', applied: outcome, retry: 'never', operation: 'deleteEvent' })
  const codeOf = (error: unknown, progress: { applied: Applied } = { applied: 'no' }): number =>
    exitCodeOf(error, { progress, signal })

  const refused: Partial<Record<ErrorCode, number>> = {
    'invalid-input': 2,
    unauthenticated: 3,
    'token-unavailable': 3,
    'reauthorization-required': 3,
    forbidden: 3,
    'rate-limited': 4,
    aborted: 130,
  }
  test.each(errorCodes)('%s', (code) => {
    expect(codeOf(errorOf(code))).toBe(refused[code] ?? 1)
    expect(codeOf(errorOf(code, 'unknown'))).toBe(5)
    expect(codeOf(new UsageError('x', { cause: errorOf(code) }))).toBe(refused[code] ?? 1)
  })

  test.each<[what: string, error: unknown, code: number]>([
    ['a usage error', new UsageError('x'), 2],
    [
      'an option that does not exist',
      new Mistake({ code: 'commander.unknownOption', message: "unknown option '-x'" }, new Command()),
      2,
    ],
    ['a full disk', new OutputError(new Error('ENOSPC')), 1],
    ['a defect', new TypeError('x'), 1],
    ['what is no error', 'x', 1],
  ])('%s, before and after a change', (_, error, code) => {
    expect(codeOf(error)).toBe(code)
    expect(codeOf(error, { applied: 'yes' })).toBe(5)
  })

  test.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s', (name, code) => {
    const interrupted = AbortSignal.abort(name)
    expect(signalCode(interrupted)).toBe(code)
    expect(exitCodeOf(name, { progress: { applied: 'no' }, signal: interrupted })).toBe(code)
    expect(exitCodeOf(errorOf('aborted'), { progress: { applied: 'no' }, signal: interrupted })).toBe(code)
    expect(exitCodeOf(name, { progress: { applied: 'yes' }, signal: interrupted })).toBe(5)
  })
})

test.each([
  [{ applied: 'no' }, []],
  [{ applied: 'yes' }, [expect.stringContaining('The change was made.')]],
  [{ applied: 'unknown' }, [expect.stringContaining('The change may have been made.')]],
  [{ applied: 'no', isReportLost: true }, [expect.stringContaining('The change was made.')]],
  [
    { applied: 'unknown', resume: 'block-slots apply 3f9a1c20' },
    [
      'Changes were made, or may have been. Continue with: block-slots apply 3f9a1c20',
      'It reads the calendars first, and creates nothing twice.',
    ],
  ],
] as const)('words for what is not reported: %j', (progress, lines) => {
  expect(describeUnreported(progress)).toEqual(lines)
})
