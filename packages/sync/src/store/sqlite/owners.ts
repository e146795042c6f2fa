import { ownerOf } from '../../owner.ts'
import type { PlannedOwner } from '../../plan.ts'
import type { LedgerChange } from '../../ledger.ts'
import type { OwnerPlan } from '../store.ts'
import { prepareQuery, type Cell, type DatabaseSync } from './driver.ts'
import { damaged } from './failure.ts'
import { checksum, pageSize, verifyRow, type Summed } from './row.ts'
import type { RunRow } from './runs.ts'

/** An owner of a run as its table has it. */
export type OwnerRow = {
  readonly n: number
  readonly run: number
  readonly location: string
  readonly owner: string
  /** 1 until a later run has taken over what this one has left. */
  readonly open: number
  readonly first_step: number
  readonly steps: number
  readonly data: string
  readonly ledger: string | null
}

/** The table of the owners of runs. */
export type OwnerTable = {
  /** Adds an owner, or replaces it. */
  readonly save: (row: OwnerRow) => void
  /** The owners of a run, or of one of its locations, page by page. */
  readonly pages: (run: RunRow, location?: string) => Generator<readonly OwnerRow[], void, undefined>
  /** The rows of an owner that no later run has taken over. */
  readonly open: (owner: string) => readonly OwnerRow[]
  readonly removeRun: (run: RunRow) => void
}

/** Prepares the table of owners. */
export function createOwnerTable(database: DatabaseSync): OwnerTable {
  const write = database.prepare(`
    INSERT OR REPLACE INTO owner (n, run, location, owner, open, first_step, steps, data, ledger, sum)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  `)
  const readRange = prepareQuery<Summed<OwnerRow>>(
    database,
    'SELECT * FROM owner WHERE n >= ? AND n < ? ORDER BY n LIMIT ?',
  )
  const readLocation = prepareQuery<Summed<OwnerRow>>(
    database,
    'SELECT * FROM owner WHERE run = ? AND location = ? AND n >= ? ORDER BY n LIMIT ?',
  )
  const readOpen = prepareQuery<Summed<OwnerRow>>(
    database,
    'SELECT * FROM owner WHERE owner = ? AND open = 1 ORDER BY n',
  )
  const remove = database.prepare('DELETE FROM owner WHERE n >= ? AND n < ?')
  return {
    save(row) {
      const cells = cellsOf(row)
      write.run(...cells, checksum('owner', cells))
    },
    *pages({ n, first_owner: first, owners }, location) {
      const end = first + owners
      let next = first
      let seen = 0
      for (;;) {
        const rows = verified(
          location === undefined ? readRange(next, end, pageSize) : readLocation(n, location, next, pageSize),
        )
        seen += rows.length
        const last = rows.at(-1)
        if (last !== undefined) yield rows
        if (last === undefined || rows.length < pageSize) break
        next = last.n + 1
      }
      if (location === undefined && seen !== owners) throw damaged('the table "owner"')
    },
    open: (owner) => verified(readOpen(owner)),
    removeRun: ({ first_owner: first, owners }) => void remove.run(first, first + owners),
  }
}

function verified(rows: readonly Summed<OwnerRow>[]): readonly OwnerRow[] {
  for (const row of rows) verifyRow('owner', row.sum, cellsOf(row))
  return rows
}

function cellsOf(row: OwnerRow): Cell[] {
  const { n, run, location, owner, open, first_step: firstStep, steps, data, ledger } = row
  return [n, run, location, owner, open, firstStep, steps, data, ledger]
}

/** The row of a planned owner, as one of a run. */
export function toRow({ owner, steps, ledger, ...rest }: OwnerPlan, run: RunRow): OwnerRow {
  return {
    n: run.first_owner + run.owners,
    run: run.n,
    location: ownerOf(owner).locationId,
    owner,
    open: 1,
    first_step: run.first_step + run.steps,
    steps: steps.length,
    data: JSON.stringify(rest),
    ledger: ledger.length === 0 ? null : JSON.stringify(ledger),
  }
}

/** The planned owner of a row. */
export function toOwner({ owner, data }: OwnerRow): PlannedOwner {
  const rest: Omit<PlannedOwner, 'owner'> = JSON.parse(data)
  return { owner, ...rest }
}

/** The changes of the ledger that a plan has found for an owner. */
export function ledgerOf({ ledger }: OwnerRow): readonly LedgerChange[] {
  if (ledger === null) return []
  const changes: readonly LedgerChange[] = JSON.parse(ledger)
  return changes
}
