import { parseArgs } from 'node:util'
import { check, type RunDetails } from 'fast-check'
import { scrub } from '@block-slots/client/src/redact.ts'
import { hidden, printable } from '@block-slots/client/test/support/redaction.ts'
import { readCount, readNames } from '../arguments.ts'
import { exactly, printFigures, printLine, type Figure } from '../table.ts'
import { expireTokens, rejectTokens, rotateTokens } from './rotations.ts'
import { refreshAcrossProcesses } from './token-processes.ts'

// Measures the refresh of tokens and the redaction of secrets.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' } },
})
const seed = readCount('--seed', values.seed, 20_261_122)

const parts = {
  async expire(): Promise<Figure[]> {
    return [exactly('refreshes of 1,000 calls at expiry', await expireTokens(1_000), 1)]
  },

  async rotate(): Promise<Figure[]> {
    const { rotations, lost, revocations, failed } = await rotateTokens(10_000, seed)
    const title = 'refresh tokens revoked on reuse, grace of 10 s'
    return [
      exactly(`${title}: rotations`, rotations, 10_000),
      { name: `${title}: lost responses`, measured: lost, min: 301 },
      exactly(`${title}: revocations`, revocations, 0),
      { name: `${title}: calls that failed once`, measured: failed },
    ]
  },

  async reject(): Promise<Figure[]> {
    const { sends, refreshes } = await rejectTokens(1_000, 10)
    const title = 'permanent 401, 1,000 calls at once, 10 minutes'
    return [
      { name: `${title}: most sends per call`, measured: sends, max: 3 },
      exactly(`${title}: refreshes`, refreshes, 10),
    ]
  },

  async processes(): Promise<Figure[]> {
    const { rotations, requests, kills, revocations, problems } = await refreshAcrossProcesses(500, 20)
    for (const problem of problems.slice(0, 5)) printLine(`  ${problem}`)
    const title = '8 processes x 50 calls over one folder, 500 days'
    return [
      exactly(`${title}: rotations`, rotations, 500),
      exactly(`${title}: most refreshes a day`, requests, 1),
      exactly(`${title}: killed by SIGKILL`, kills, 20),
      exactly(`${title}: revocations`, revocations, 0),
      exactly(`${title}: stale tokens and errors`, problems.length, 0),
    ]
  },

  async redaction(): Promise<Figure[]> {
    const runs = { numRuns: 100_000, seed }
    const [short, long] = [scrubMs(2_000), scrubMs(2_000_000)]
    return [
      failures('redaction: 17 encodings, whole and truncated', check(hidden, runs)),
      failures('redaction: any text becomes one printable line', check(printable, runs)),
      { name: 'redaction of 2,000 characters of the slowest kind', measured: short, unit: ' ms' },
      {
        name: 'redaction of 2,000,000 characters of the slowest kind',
        measured: long,
        unit: ' ms',
        // Time must not grow beyond 2,000 characters; the factor and the 2 ms allow for noise.
        max: short * 3 + 2,
      },
    ]
  },
}

const figures: Figure[] = []
for (const name of readNames('part', positionals, ['expire', 'rotate', 'reject', 'processes', 'redaction'])) {
  const startedMs = performance.now()
  // oxlint-disable-next-line no-await-in-loop -- Parts share the processors.
  figures.push(...(await parts[name]()))
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  figures.push({ name: `duration of ${name}`, measured: seconds, unit: ' s' })
}
printFigures(`Tokens, seed ${seed}`, figures)

/** Median time to redact a text that looks like tokens all over. */
function scrubMs(length: number): number {
  const tokens = Array.from(
    { length: 8 },
    (_, index) => `eyJ${String(index).repeat(4)}${btoa('x'.repeat(700 + index))}`,
  )
  const times = Array.from({ length: 15 }, () => {
    const text = Array.from({ length }, (_, at) => 'eyJ-%25x'[(at * 7) % 8]).join('')
    const startedMs = performance.now()
    scrub(text, tokens)
    return performance.now() - startedMs
  })
  times.sort((one, other) => one - other)
  return times[7] ?? Number.NaN
}

type Outcome = Pick<RunDetails<never>, 'failed' | 'numRuns'> & { readonly counterexample: unknown }

function failures(title: string, { failed, numRuns, counterexample }: Outcome): Figure {
  return {
    ...exactly(`${title}: failures in ${numRuns.toLocaleString('en')} runs`, failed ? 1 : 0, 0),
    note: failed ? JSON.stringify(counterexample) : '',
  }
}
