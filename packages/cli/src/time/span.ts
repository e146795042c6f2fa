import { UsageError } from '../error.ts'

/** A span of time: days move the wall clock, milliseconds the instant. */
export type Span = { readonly days: number; readonly ms: number }

const units = {
  w: { pattern: 'w(?:eeks?)?', days: 7, ms: 0 },
  d: { pattern: 'd(?:ays?)?', days: 1, ms: 0 },
  h: { pattern: 'h(?:(?:ou)?rs?)?', days: 0, ms: 3_600_000 },
  m: { pattern: 'm(?:in(?:ute)?s?)?', days: 0, ms: 60_000 },
} as const

const pattern = new RegExp(
  `^${Object.values(units)
    .map((unit) => String.raw`(?:(\d+(?:\.\d+)?)\s*${unit.pattern})?`)
    .join(String.raw`\s*`)}$`,
)

/** Reads `45m`, `1h30`, `1h 30m`, `90 min`, `2h`, `1.5h`, `1d`. `undefined` for what is no span. */
export function readSpan(text: string): Span | undefined {
  // The minutes after hours need no unit.
  const word = text
    .trim()
    .toLowerCase()
    .replace(/(?<=\d\s*h\s*)(\d+)$/, '$1m')
  const parts = word === '' ? undefined : pattern.exec(word)?.slice(1)
  if (parts === undefined) return undefined
  const counts = Object.values(units).map((unit, at) => ({ unit, count: Number(parts[at] ?? 0) }))
  const sum = (name: 'days' | 'ms'): number =>
    counts.reduce((all, { unit, count }) => all + count * unit[name], 0)
  const [days, ms] = [sum('days'), Math.round(sum('ms'))]
  // A half day is no day of the clock.
  return Number.isInteger(days) ? { days, ms } : undefined
}

/**
 * Reads a duration as ISO 8601 has it: `45m` and `PT45M`.
 *
 * @throws UsageError for what is none.
 */
export function readDuration(text: string): string {
  if (/^[+-]?p/i.test(text.trim())) return text.trim()
  const span = readSpan(text)
  if (span !== undefined && span.days + span.ms > 0) return writeDuration(span)
  const number = /^\d+$/.exec(text.trim())?.[0]
  throw new UsageError(
    number === undefined
      ? `"${text}" is not a duration. Write one such as 45m, 1h30, 2h or 1d.`
      : `"${text}" has no unit. Write ${number}m for minutes, or ${number}h for hours.`,
  )
}

/** Writes a span as ISO 8601 has it. */
export const writeDuration = ({ days, ms }: Span): string =>
  `P${days > 0 ? `${days}D` : ''}${ms > 0 ? `T${ms / 1000}S` : ''}`
