/** One figure of a proof. A bound makes it a requirement. */
export type Figure = {
  readonly name: string
  readonly measured: number | string
  readonly unit?: string
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** The requirement in words, for a figure that is not one number; `held` then says whether it is met. */
  readonly required?: string
  readonly held?: boolean
  readonly note?: string
}

/** A figure that has to be one exact number. */
export const exactly = (name: string, measured: number, required: number): Figure => ({
  name,
  measured,
  min: required,
  max: required,
})

/** Prints the figures of a proof as a Markdown table. The process exits with 1 when one is missed. */
export function printFigures(title: string, figures: readonly Figure[]): void {
  const hasNotes = figures.some(({ note = '' }) => note !== '')
  const rows = figures.map((figure) => {
    const row = [figure.name, measuredText(figure), requiredText(figure), verdict(figure)]
    return hasNotes ? [...row, figure.note ?? ''] : row
  })
  const head = ['figure', 'measured', 'required', 'verdict']
  write(title, hasNotes ? [...head, 'note'] : head, rows, new Set([1, 2]))
}

/** Prints counts that depend on two things, such as findings by sink and encoding, as a Markdown table. */
export function printGrid(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (number | string)[])[],
): void {
  const numeric = head.flatMap((_, column) =>
    rows.every((row) => typeof row[column] === 'number') ? [column] : [],
  )
  const texts = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatNumber(cell) : cell)))
  write(title, head, texts, new Set(numeric))
}

/** Prints a line beside the tables. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Three decimals below 10, two below 100, none above. */
export function formatNumber(value: number): string {
  const size = Math.abs(value)
  return value.toLocaleString('en', { maximumFractionDigits: size < 10 ? 3 : size < 100 ? 2 : 0 })
}

/** True when a figure meets its requirement, undefined when it has none. */
export function isHeld({ measured, min, max, held }: Figure): boolean | undefined {
  if (min === undefined && max === undefined) return held
  // NaN is below every bound.
  return Number(measured) >= (min ?? -Infinity) && Number(measured) <= (max ?? Infinity)
}

function verdict(figure: Figure): string {
  const held = isHeld(figure)
  if (held === false) process.exitCode = 1
  return held === undefined ? '' : held ? 'held' : 'MISSED'
}

const measuredText = ({ measured, unit = '' }: Figure): string =>
  typeof measured === 'number' ? formatNumber(measured) + unit : measured

function requiredText({ min, max, unit = '', required }: Figure): string {
  if (required !== undefined) return required
  if (min !== undefined && min === max) return formatNumber(min) + unit
  return [
    ...(min === undefined ? [] : [`>= ${formatNumber(min)}${unit}`]),
    ...(max === undefined ? [] : [`<= ${formatNumber(max)}${unit}`]),
  ].join(', ')
}

function write(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignedRight: ReadonlySet<number>,
): void {
  printLine(`\n${title}\n\n${formatTable(head, rows, alignedRight)}`)
}

/** A Markdown table with columns of equal width, as oxfmt formats it. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignedRight: ReadonlySet<number>,
): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => pad(row[column] ?? '', width, alignedRight.has(column))).join(' | ')} |`
  const rule = widths.map((width, column) =>
    alignedRight.has(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  )
  return [head, rule, ...rows].map(line).join('\n')
}

const pad = (text: string, width: number, right: boolean): string =>
  right ? text.padStart(width) : text.padEnd(width)
