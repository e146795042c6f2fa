import type { Outcome, Report, ReportCounts, Step, StoredStep } from '@block-slots/sync'
import { expect, test } from 'vitest'
import { widthOf } from '../../src/text/columns.ts'
import { describeReport, type ReportContext } from '../../src/sync/report-text.ts'
import { textOf as textOfOutput } from '../../src/sync/text-of.ts'
import { block, create, each, planOf } from '../support/plan.ts'

const none: ReportCounts = { done: 0, exists: 0, failed: 0, unknown: 0, refused: 0, skipped: 0 }
const { run } = planOf([])
const rejected = {
  code: 'rejected',
  message:
    'createBlockSlot: 422 The slot is outside the availability of the user, who works from nine to five in another zone.',
} as const

const stored = (id: number, state: StoredStep['state'], detail?: StoredStep['detail']): StoredStep => ({
  id,
  owner: 'C2QujeCh8ZnC7al2InWR/user/anna',
  state,
  step: create((id % 28) + 1, 'Lunch'),
  ...(detail === undefined ? {} : { detail }),
})

const refuse: Step = {
  action: 'refuse',
  wanted: { ...block(5, 'Meeting'), reasons: [] },
  over: [{ id: 'x', startTime: '2026-12-05T10:00:00+01:00', endTime: '2026-12-05T10:30:00+01:00' }],
}

function reportOf(rows: readonly StoredStep[], stopped: Report['stopped'] = []): Report {
  const counts: Record<Outcome, number> = { ...none, exists: 2 }
  for (const { state } of rows) counts[state === 'planned' || state === 'sent' ? 'skipped' : state] += 1
  return { run, counts, stopped, steps: () => each(rows) }
}

async function textOf(report: Report, context: Partial<ReportContext> = {}): Promise<string> {
  const owners = new Map([['C2QujeCh8ZnC7al2InWR/user/anna', { name: 'anna', timeZone: 'Europe/Berlin' }]])
  let text = ''
  for await (const output of describeReport(report, { owners, suffix: '', ...context })) {
    const line = textOfOutput(output) ?? ''
    expect(widthOf(line)).toBeLessThanOrEqual(80)
    text += `${line}\n`
  }
  return text
}

test('names what was not done with the reason, and the command that sends it again', async () => {
  const rows = [
    stored(1, 'done'),
    stored(2, 'failed', rejected),
    stored(3, 'unknown', { message: 'createBlockSlot: no response' }),
    { ...stored(4, 'refused'), step: refuse },
    stored(5, 'exists'),
  ]
  expect(await textOf(reportOf(rows), { file: '.block-slots/3f9a1c20.report.json' })).toMatchSnapshot()
})

test('names stopped owners, and how to go on after an interruption', async () => {
  const stop = { reason: 'unreadable', message: 'listBlockedSlots: 401 Unauthorized.' } as const
  const { stopped } = planOf([{ name: 'ben', stop }])
  const report = reportOf([stored(1, 'done'), stored(2, 'planned')], stopped)
  const text = await textOf(
    { ...report, run: { ...run, state: 'stopped' } },
    {
      suffix: ' --config other.yaml',
    },
  )
  expect(text).toMatchSnapshot()
})

test('shows the first of many failures, and counts the others', async () => {
  const rows = Array.from({ length: 120 }, (_, at) => stored(at + 1, 'failed', rejected))
  expect(await textOf(reportOf(rows))).toContain('\n  and 70 more\n')
  expect(await textOf(reportOf(rows), { file: 'a.json' })).toContain('\n  and 70 more, in a.json\n')
})

test('says that there was nothing to do', async () => {
  const report = { ...reportOf([]), counts: none }
  expect(await textOf(report)).toBe('Run 3f9a1c20: nothing to do.\n')
})
