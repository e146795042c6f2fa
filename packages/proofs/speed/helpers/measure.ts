/** One way to do the work. `run` does it once, or a batch of it, and gives the count of units done. */
export type Candidate = { name: string; run: () => number | Promise<number>; note?: string }

type Row = { name: string; rate: number; note: string }

const print = (text: string): unknown => process.stdout.write(`${text}\n`)

function median(values: readonly number[]): number {
  const sorted = [...values]
  sorted.sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Units a second, of as many runs as fit into a time, and one at the least. */
async function timed({ run }: Candidate, ms: number): Promise<number> {
  const start = performance.now()
  let [units, elapsed] = [0, 0]
  while (elapsed < ms) {
    // oxlint-disable-next-line no-await-in-loop -- One after the other is the point.
    units += await run()
    elapsed = performance.now() - start
  }
  return (units / elapsed) * 1000
}

/**
 * Runs the candidates in turn, round by round, so that what else the machine does hits all of them alike,
 * and takes medians. Each begins its turn with a while that does not count: V8 throws away the machine code of what has
 * not run during the garbage collections of the others.
 */
export async function measure(candidates: readonly Candidate[], rounds = 7, ms = 150): Promise<Row[]> {
  const rates = candidates.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, candidate] of candidates.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await timed(candidate, ms)
      // oxlint-disable-next-line no-await-in-loop -- The same.
      rates[index]?.push(await timed(candidate, ms))
    }
  }
  return candidates.map(({ name, note = '' }, index) => ({ name, rate: median(rates[index] ?? []), note }))
}

function digits(value: number): string {
  const rounded = value >= 1000 ? Number(value.toPrecision(3)) : Number(value.toFixed(value >= 100 ? 0 : 1))
  return rounded.toLocaleString('en-US')
}

/** Prints a table, the first row of which the others are compared with. */
export function table(title: string, unit: string, rows: readonly Row[]): void {
  const ours = rows[0]?.rate ?? Number.NaN
  print(`\n${title}\n`)
  print(`| | ${unit} | the first is faster by | |\n|---|---:|---:|---|`)
  for (const { name, rate: each, note } of rows) {
    print(`| ${name} | ${digits(each)} | ${each === ours ? '' : `${digits(ours / each)} x`} | ${note} |`)
  }
}
