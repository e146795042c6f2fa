import type { Figure } from '../table.ts'
import type { MeasuredRow } from './measured.ts'

/** The budgets of the client. Size budgets are in its `.size-limit.json`. */
const budgets = {
  /** Processor time of a create with 32 in flight, as a ratio to native fetch. */
  undiciRatio: 0.45,
  importMs: 4,
  packages: 3,
  refusedBodies: 5,
} as const

const client = 'createBlockSlotsClient'
const undici = 'client on undiciTransport'

/** The figures with a budget, of the rows and parts that were measured. */
export function budgetFigures(rows: readonly MeasuredRow[]): Figure[] {
  const find = (wanted: string): MeasuredRow | undefined => rows.find(({ name }) => name === wanted)
  const figures = [
    ...figureOf(find(client), 'import', ({ importMs }) => importMs, { unit: ' ms', max: budgets.importMs }),
    ...figureOf(find(client), 'packages', ({ packages }) => packages, { max: budgets.packages }),
    ...figureOf(find(client), 'wrong bodies refused', ({ refusedBodies }) => refusedBodies, {
      min: budgets.refusedBodies,
    }),
    ...figureOf(find(undici), 'CPU, 32 in flight', ({ inFlight }) => inFlight?.median, {
      max: budgets.undiciRatio,
    }),
  ]
  const [own, raw] = [find(client), find('openapi-fetch')]
  const limit = raw?.inFlight?.median
  if (limit === undefined) return figures
  const measured = own?.inFlight?.median ?? Number.NaN
  const required = `below openapi-fetch, ${limit.toFixed(2)}`
  return own === undefined
    ? figures
    : [{ name: `${client}: CPU, 32 in flight`, measured, required, held: measured < limit }, ...figures]
}

/** One figure of a row. A row with a problem misses its budgets; a part that did not run has no figure. */
function figureOf(
  row: MeasuredRow | undefined,
  what: string,
  read: (row: MeasuredRow) => number | undefined,
  bounds: Pick<Figure, 'min' | 'max' | 'unit'>,
): Figure[] {
  if (row === undefined) return []
  const measured = row.problem === undefined ? read(row) : Number.NaN
  return measured === undefined ? [] : [{ name: `${row.name}: ${what}`, measured, ...bounds }]
}
