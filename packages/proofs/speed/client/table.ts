/** One figure. With a budget, it must not be larger than that. */
export type Row = {
  readonly name: string
  readonly figure: number
  readonly unit: string
  readonly budget?: number | undefined
  readonly note: string
}

const print = (text: string): unknown => process.stdout.write(`${text}\n`)

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values]
  sorted.sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const write = (value: number, unit: string): string =>
  `${Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(2)}${unit}`

/** Begins a table. */
export function head(title: string): void {
  print(`\n${title}\n`)
  print('| | measured | budget | |\n|---|---:|---:|---|')
}

/** Prints figures, and gives how many of them are over their budgets. */
export function rows(all: readonly Row[]): number {
  let over = 0
  for (const { name, figure, unit, budget, note } of all) {
    const missed = budget !== undefined && !(figure <= budget)
    if (missed) over += 1
    const limit = budget === undefined ? '' : write(budget, unit)
    print(`| ${name} | ${write(figure, unit)} | ${limit} | ${missed ? '**over** ' : ''}${note} |`)
  }
  return over
}
