import type { SyncEvent } from '@block-slots/sync'
import { expect, test } from 'vitest'
import { createProgress } from '../../src/sync/progress.ts'
import { openTerminal } from '../../src/terminal.ts'
import { create } from '../support/plan.ts'

const event = (outcome: 'done' | 'failed' = 'done'): SyncEvent => ({
  type: 'step',
  at: 0,
  run: '3f9a1c20',
  owner: 'C2QujeCh8ZnC7al2InWR/user/anna',
  step: create(1, 'Lunch'),
  outcome,
})

/** Shows so many changes, of which one comes every so often. */
function show(
  total: number,
  { count, everyMs, columns }: { count: number; everyMs: number; columns?: number },
): string {
  let now = 0
  let shown = ''
  const status = async (line: string): Promise<void> => void (shown = line)
  const progress = createProgress({ status, now: () => now, ...(columns && { columns }) }, total)
  for (let at = 0; at < count; at += 1) {
    now += everyMs
    progress.add(event(at === 3 ? 'failed' : 'done'))
  }
  return shown
}

test.each([
  ['Carried out 2 of 1,200 changes', { count: 2, everyMs: 105 }],
  [
    'Carried out 300 of 1,200 changes, 9.5 a second, about 2 min left, 1 failed',
    { count: 300, everyMs: 105 },
  ],
  ['Carried out 991 of 1,200 changes, 100 a second, about 3 s left, 1 failed', { count: 991, everyMs: 10 }],
  ['Carried out 3 of 1,200 changes, 0.1 a second, about 3.3 h left', { count: 3, everyMs: 10_000 }],
  ['Carried out 1,200 of 1,200 changes, 1.0 a second, 1 failed', { count: 1200, everyMs: 1000 }],
  ['Carried out 300 of 1,200 changes, 9.5…', { count: 300, everyMs: 105, columns: 40 }],
])('%s', (words, times) => {
  expect(show(1200, times)).toBe(words)
})

test('the rate falls while nothing happens', () => {
  let now = 0
  const shown: string[] = []
  const status = async (line: string): Promise<void> => void shown.push(line)
  const progress = createProgress({ status, now: () => now }, 100)
  progress.show()
  progress.add(event())
  now = 10_000
  progress.show()
  expect(shown).toEqual([
    'Carried out 0 of 100 changes',
    'Carried out 1 of 100 changes, 0.1 a second, about 17 min left',
  ])
})

test('a status stays until there is other output', async () => {
  let err = ''
  const { status, note } = openTerminal({
    env: {},
    out: () => {},
    err: (text) => (err += text),
    showsProgress: true,
  })
  await status('Carried out 1 of 3 changes')
  await note()
  expect(err).toBe('Carried out 1 of 3 changes')
  await note('Note: other output')
  expect(err).toBe('Carried out 1 of 3 changes\r\u001b[KNote: other output\n')
})

test('a wait is shown beside how far a run is, until it is over', () => {
  let now = 0
  let shown = ''
  const status = async (line: string): Promise<void> => void (shown = line)
  const progress = createProgress({ status, now: () => now }, 421)
  progress.wait(9000, 'the rate limit')
  expect(shown).toBe('Carried out 0 of 421 changes, waiting 9 s for the rate limit')
  now = 4000
  progress.show()
  expect(shown).toBe('Carried out 0 of 421 changes, waiting 5 s for the rate limit')
  now = 9000
  progress.show()
  expect(shown).toBe('Carried out 0 of 421 changes')
})
