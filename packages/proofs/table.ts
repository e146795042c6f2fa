/** One row of a table. */
export type Row = readonly (string | number)[]

const cell = (value: string | number): string =>
  typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 2 }) : value

/** Prints a table in Markdown, with figures on the right. */
export function table(head: readonly string[], rows: readonly Row[]): void {
  const texts = [head, ...rows].map((row) => row.map(cell))
  const widths = head.map((_, column) => Math.max(3, ...texts.map((row) => (row[column] ?? '').length)))
  const isFigure = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'))
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => (isFigure[column] === true ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0))).join(' | ')} |`
  const [titles = [], ...rest] = texts
  const rule = widths.map((width, column) =>
    isFigure[column] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  )
  process.stdout.write(`${[titles, rule, ...rest].map(line).join('\n')}\n\n`)
}

/** What was found, and whether that will do; a figure that will not makes the program fail. */
export function held(ok: boolean): string {
  if (!ok) process.exitCode = 1
  return ok ? 'held' : 'MISSED'
}
