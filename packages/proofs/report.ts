/** One figure, and what it has to be. */
export type Figure = {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly least?: number
  readonly most?: number
}

/** Prints figures as a table, and makes the program fail when one is missed. */
export function report(figures: readonly Figure[]): void {
  for (const { what, value, unit, least = -Infinity, most = Infinity } of figures) {
    const kept = value >= least && value <= most
    const bounds = [least > -Infinity && `at least ${least}`, most < Infinity && `at most ${most}`]
    const wanted = bounds.filter((words) => words !== false).join(', ')
    const figure = `${Number(value.toFixed(2))}${unit}`
    process.stdout.write(
      `${kept ? 'ok    ' : 'MISSED'} ${what.padEnd(58)} ${figure.padStart(10)}  ${wanted}\n`,
    )
    if (!kept) process.exitCode = 1
  }
}
