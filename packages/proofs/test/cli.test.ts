import { expect, test } from 'vitest'
import { hits } from '../cli/command.ts'
import { commandOf, judge, type Evidence } from '../cli/judge.ts'
import { drawShots } from '../cli/kills.ts'
import { startFigures } from '../cli/start.ts'
import { isHeld } from '../table.ts'

const run: Evidence = {
  command: 'apply',
  hit: 'SIGINT',
  json: false,
  code: 7,
  out: 'Run 3f9a1c20: 120 done, 1 unknown, 179 not sent.\nContinue with: block-slots apply 3f9a1c20\n',
  err: 'Interrupted.\n',
  total: 300,
  writes: 121,
  created: 121,
}
const whole = { code: 0, out: 'Run 3f9a1c20: 300 done.\n', writes: 300, created: 300 }
const open = {
  code: 5,
  out: '',
  err: 'Error: x\nChanges were made, or may have been. Continue with: block-slots apply 3f9a1c20\n',
}
const unchanged = { code: 130, out: '', err: 'Error: interrupted by SIGINT\n', writes: 0, created: 0 }

test.each<[title: string, more: Partial<Evidence>]>([
  ['a report of an interrupted run', {}],
  ['a whole run', whole],
  ['a whole run without its stderr', { ...whole, hit: 'closed stderr', err: '' }],
  ['an open run', open],
  ['an open run of which nothing can be read', { ...open, err: '', hit: 'closed outputs' }],
  [
    'an open run, with JSON',
    { ...open, json: true, err: '{"applied":"unknown","resume":"block-slots apply 3f9a1c20"}' },
  ],
  ['an interruption before anything was changed', unchanged],
  ['an interruption that reports so', { ...unchanged, out: 'Run 3f9a1c20: 300 not sent.\n' }],
  ['a signal before the program listens', { ...unchanged, code: null, err: '' }],
  ['a process that was killed', { code: null, hit: 'SIGKILL', out: '', err: '' }],
  ['a state that cannot be written', { ...unchanged, code: 1, hit: 'full files' }],
  ['a created block', { command: 'create', code: 0, out: 'Blocked Ben\n', total: 1, writes: 1, created: 1 }],
])('%s is true', (_, more) => {
  expect(judge({ ...run, ...more })).toEqual([])
})

test.each<[title: string, more: Partial<Evidence>, reported: RegExp]>([
  ['0 for a part', { ...whole, created: 299 }, /^0, and 299 of 300/],
  ['0 without a report', { ...whole, out: '' }, /^0, and the outcome was not printed/],
  ['0 with a smaller count', { ...whole, out: 'Run 3f9a1c20: 299 done.\n' }, /^300 created, and 299 printed/],
  ['7 without a report', { out: '' }, /^7, and the outcome was not printed/],
  ['7 with a larger count', { created: 119 }, /^120 printed as done, and 119 created/],
  ['7 of a whole run', { ...whole, code: 7 }, /^7, and a part is not left/],
  ['5 although nothing was sent', { ...open, writes: 0 }, /^5, and nothing was sent/],
  ['5 although it was reported', { ...open, out: whole.out }, /^5, and the outcome was printed/],
  ['5 without a word', { ...open, err: '' }, /^5, and no word/],
  ['5 without a command', { ...open, err: 'Error: x\nChanges were made.\n' }, /^5, and not how to go on/],
  ['130 after a write', { ...unchanged, writes: 1 }, /^130, and 1 writes/],
  [
    '130 with a report of a change',
    { ...unchanged, out: 'Run 3f9a1c20: 1 done.\n' },
    /^1 printed as done, and 0/,
  ],
  ['130 after SIGTERM', { ...unchanged, hit: 'SIGTERM' }, /^130 after SIGTERM/],
  ['130 with a change in words', { ...unchanged, err: open.err }, /^130, and a change is said/],
  ['1 after a write', { ...unchanged, code: 1, writes: 2 }, /^1, and 2 writes/],
  ['an end by a signal after a write', { code: null, out: '', err: '' }, /^ended by a signal after 121/],
  [
    'an end by a signal that nothing sent',
    { ...unchanged, code: null, hit: 'full files' },
    /^ended by a signal/,
  ],
  ['a code of nothing here', { ...unchanged, code: 3 }, /^exit code 3/],
])('%s is found', (_, more, reported) => {
  expect(judge({ ...run, ...more }).join('\n')).toMatch(reported)
})

test('the command to go on is read from either output', () => {
  expect(commandOf(run)).toEqual(['apply', '3f9a1c20'])
  expect(commandOf({ out: '', err: 'with: block-slots apply 3f9a1c20 --only-failed\n' })).toEqual([
    'apply',
    '3f9a1c20',
    '--only-failed',
  ])
  expect(commandOf({ out: whole.out, err: '' })).toBeUndefined()
})

test('runs are drawn from a seed, with every hit', () => {
  const shots = drawShots(66, 1)
  expect(shots).toEqual(drawShots(66, 1))
  expect(new Set(shots.map(({ hit }) => hit))).toEqual(new Set(hits))
  expect(new Set(shots.map(({ json, share }) => `${json} ${share > 0}`)).size).toBe(4)
})

test('a start is held or missed by the median of its ratios', () => {
  const starts = { floor: [10, 20, 10], help: [14, 28, 30], list: [16, 32, 10] }
  expect(startFigures(starts).map(isHeld)).toEqual([undefined, true, false])
})
