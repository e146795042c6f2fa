import { check, type RunDetails } from 'fast-check'
import { scrub } from '@block-slots/client/src/redact.ts'
import { hidden, printable } from '@block-slots/client/test/support/redaction.ts'
import { refreshAcrossProcesses } from './token-processes.ts'
import { expireTokens, rejectTokens, rotateTokens } from './rotations.ts'

// Prints what the renewal of tokens and the redaction hold to at full size, and fails when a figure is missed.

const print = (text: string): unknown => process.stdout.write(`${text}\n`)
const rows: {
  readonly what: string
  readonly wanted: string
  readonly found: string
  readonly ok: boolean
}[] = []

async function row(
  what: string,
  wanted: string,
  measure: () => Promise<[found: string, ok: boolean]>,
): Promise<void> {
  const startedMs = performance.now()
  const [found, ok] = await measure()
  rows.push({ what, wanted, found, ok })
  print(
    `${ok ? 'held' : 'MISSED'}: ${what}: ${found} (${Math.round((performance.now() - startedMs) / 1000)} s)`,
  )
}

const only = process.argv.slice(2)
const wants = (name: string): boolean => only.length === 0 || only.includes(name)

if (wants('expire')) {
  await row('1,000 calls at expiry', '1 refresh', async () => {
    const requests = await expireTokens(1_000)
    return [`${requests} refresh`, requests === 1]
  })
}
if (wants('rotate')) {
  await row(
    '10,000 rotations, revoke on reuse, 5 % lost answers, grace 10 s',
    '0 revocations, 0 grants lost',
    async () => {
      const { rotations, lost, revocations, failed } = await rotateTokens(10_000, 20_261_122)
      const told = `${rotations} rotations, ${lost} lost answers, ${revocations} revocations, ${failed} calls failed once`
      return [told, rotations === 10_000 && revocations === 0 && lost > 300]
    },
  )
}
if (wants('refuse')) {
  await row(
    'permanent 401, 1,000 calls at once, 10 minutes',
    '3 sends a call, 1 refresh a minute',
    async () => {
      const { sends, renewals } = await rejectTokens(1_000, 10)
      return [`${sends} sends at most, ${renewals} refreshes`, sends <= 3 && renewals === 10]
    },
  )
}
if (wants('fleet')) {
  await row(
    '8 processes x 50 calls over one folder, 500 days, 20 SIGKILLs',
    '1 refresh a day, 0 grants lost',
    async () => {
      const { rotations, requests, kills, revocations, wrong } = await refreshAcrossProcesses(500, 20)
      for (const each of wrong.slice(0, 5)) print(`  ${each}`)
      const told = `${rotations} rotations, ${requests} request a day, ${kills} killed, ${revocations} revocations, ${wrong.length} wrong`
      const ok =
        rotations === 500 && requests === 1 && kills === 20 && revocations === 0 && wrong.length === 0
      return [told, ok]
    },
  )
}
if (wants('redaction')) {
  const seed = Number(process.env.SEED ?? 20_261_122)
  const runs = { numRuns: 100_000, seed }
  await row('redaction: 17 encodings, whole and cut, 100,000 runs', '0 pieces left', async () =>
    outcomeOf(check(hidden, runs)),
  )
  await row('redaction: any text, 100,000 runs', 'one printable line', async () =>
    outcomeOf(check(printable, runs)),
  )
  await row(
    'redaction, the longest text of the worst kind',
    'time grows no more beyond 2,000 characters',
    async () => {
      const tokens = Array.from(
        { length: 8 },
        (_, index) => `eyJ${String(index).repeat(4)}${btoa('x'.repeat(700 + index))}`,
      )
      const timed = (length: number): number => {
        const times = Array.from({ length: 15 }, () => {
          const text = Array.from({ length }, (_, at) => 'eyJ-%25x'[(at * 7) % 8]).join('')
          const startedMs = performance.now()
          scrub(text, tokens)
          return performance.now() - startedMs
        })
        times.sort((one, other) => one - other)
        return times[7] ?? Number.NaN
      }
      const [short, long] = [timed(2_000), timed(2_000_000)]
      return [
        `${short.toFixed(1)} ms at 2,000, ${long.toFixed(1)} ms at 2,000,000 characters`,
        long < short * 3 + 2,
      ]
    },
  )
}

print('\n| what | wanted | found | |\n|---|---|---|---|')
for (const { what, wanted, found, ok } of rows)
  print(`| ${what} | ${wanted} | ${found} | ${ok ? 'held' : 'MISSED'} |`)
if (rows.some(({ ok }) => !ok)) process.exitCode = 1

type Outcome = Pick<RunDetails<never>, 'failed' | 'numRuns' | 'seed'> & {
  readonly counterexample: unknown
}

function outcomeOf({ failed, numRuns, seed, counterexample }: Outcome): [string, boolean] {
  return [
    `${numRuns} runs of seed ${seed}, ${failed ? JSON.stringify(counterexample) : 'none failed'}`,
    !failed,
  ]
}
