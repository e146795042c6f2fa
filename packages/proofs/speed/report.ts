import { formatNumber, formatTable } from '../table.ts'
import type { Measured, MeasuredRow, Quartiles } from './measured.ts'

/** The comparison as one Markdown table. */
export function formatComparison(rows: readonly MeasuredRow[]): string {
  const head = [
    'way to create a block',
    'CPU, 32 in flight',
    'CPU, one by one',
    'import',
    'program',
    'installs',
    'refuses',
  ]
  return formatTable(head, rows.map(cellsOf), new Set([1, 2, 3, 4, 5, 6]))
}

/** The parts of documents that a saved run fills, by the name in their marker. */
export const formatSections = (measured: Measured): Readonly<Record<string, string>> => ({
  client: `${formatOrigin(measured)}\n\n${formatComparison(measured.rows)}`,
  sandbox: formatSandbox(measured),
})

const formatSandbox = ({ sandbox }: Measured): string =>
  formatTable(
    ['sandbox, in process', 'per second'],
    sandbox.map(({ name, measured }) => [
      name,
      typeof measured === 'number' ? formatNumber(measured) : measured,
    ]),
    new Set([1]),
  )

const formatOrigin = ({ date, node, processor, cores, rounds, calls }: Measured): string =>
  `Measured on ${date} with Node ${node} on ${cores} cores (${processor}), in ${rounds} rounds of ${formatNumber(calls)} creates one by one and ${formatNumber(calls * 2)} with 32 in flight.`

/** The name of a way with its version. */
export const labelOf = ({ name, version, isOurs }: MeasuredRow): string =>
  version === undefined || isOurs ? name : `${name} ${version}`

function cellsOf(row: MeasuredRow): string[] {
  const { isOurs, problem, sequential, inFlight, importMs, bundleBytes, isNodeBundle } = row
  const label = isOurs ? `**${labelOf(row)}**` : labelOf(row)
  if (problem !== undefined) return [label, problem]
  const { packages, installedBytes = 0, refusedBodies } = row
  return [
    label,
    formatRatio(inFlight),
    formatRatio(sequential),
    formatOptional(importMs, (ms) => `${Math.max(0, ms).toFixed(1)} ms`),
    formatOptional(bundleBytes, (bytes) => `${(bytes / 1000).toFixed(1)} kB${isNodeBundle ? ', Node' : ''}`),
    formatOptional(
      packages,
      (count) => `${count}${count === 0 ? '' : `, ${(installedBytes / 1e6).toFixed(2)} MB`}`,
    ),
    formatOptional(refusedBodies, (count) => `${count} of 5`),
  ]
}

const formatOptional = (value: number | undefined, format: (value: number) => string): string =>
  value === undefined ? '' : format(value)

const formatRatio = (ratio: Quartiles | undefined): string =>
  ratio === undefined
    ? ''
    : `${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`
