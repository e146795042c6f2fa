import type { Run, RunState } from '../../plan.ts'
import { syncError } from '../../error.ts'
import { prepareQuery, type Cell, type DatabaseSync } from './driver.ts'
import { damaged, misuse } from './failure.ts'
import { checksum, verifyRow, type Summed } from './row.ts'

/** A run as its table has it. */
export type RunRow = {
  readonly n: number
  readonly id: string
  readonly state: RunState
  /** The serial that its start has made. */
  readonly started: number | null
  readonly first_owner: number
  readonly owners: number
  readonly first_step: number
  readonly steps: number
  readonly data: string
}

/** The table of runs. */
export type RunTable = {
  /** All runs, newest first. */
  readonly all: () => readonly RunRow[]
  readonly find: (id: string) => RunRow
  readonly byNumber: (n: number) => RunRow
  /** Adds a run or replaces it. */
  readonly save: (row: RunRow) => void
  readonly remove: (row: RunRow) => void
}

/** Prepares the table of runs. */
export function createRunTable(database: DatabaseSync): RunTable {
  const readAll = prepareQuery<Summed<RunRow>>(database, 'SELECT * FROM run ORDER BY n DESC')
  const readOne = prepareQuery<Summed<RunRow>>(database, 'SELECT * FROM run WHERE id = ?')
  const readNumber = prepareQuery<Summed<RunRow>>(database, 'SELECT * FROM run WHERE n = ?')
  const write = database.prepare(`
    INSERT OR REPLACE INTO run (n, id, state, started, first_owner, owners, first_step, steps, data, sum)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  `)
  const remove = database.prepare('DELETE FROM run WHERE n = ?')
  return {
    all: () => verified(readAll()),
    find(id) {
      const [row] = verified(readOne(id))
      if (row === undefined) throw misuse(`Expected the id of a stored run and got "${id}".`)
      return row
    },
    byNumber(n) {
      const [row] = verified(readNumber(n))
      if (row === undefined) throw damaged('the table "run"')
      return row
    },
    save(row) {
      const cells = cellsOf(row)
      write.run(...cells, checksum('run', cells))
    },
    remove: ({ n }) => void remove.run(n),
  }
}

function verified(rows: readonly Summed<RunRow>[]): readonly RunRow[] {
  for (const row of rows) verifyRow('run', row.sum, cellsOf(row))
  return rows
}

function cellsOf(row: RunRow): Cell[] {
  const { n, id, state, started, first_owner: firstOwner, owners, first_step: firstStep, steps, data } = row
  return [n, id, state, started, firstOwner, owners, firstStep, steps, data]
}

/** How often runs were started or continued. */
export const serialOf = (runs: readonly RunRow[]): number =>
  runs.reduce((most, { started }) => Math.max(most, started ?? 0), 0)

/** Throws when another run was started since this one was planned, or since it was started itself. */
export function verifyLast(run: RunRow, serial: number): void {
  if (run.state === 'planning') throw misuse(`Expected a complete plan, and run ${run.id} is being planned.`)
  if ((run.started ?? toRun(run).serial) === serial) return
  const since = run.started === null ? 'planned' : 'started'
  throw syncError(
    'plan-stale',
    `Expected run ${run.id} to be the last, and another run was started since it was ${since}.`,
    {
      hint: 'Plan again: blocks that exist are found, and not created twice.',
    },
  )
}

/** The run of a row. */
export function toRun({ id, state, data }: RunRow): Run {
  const rest: Omit<Run, 'id' | 'state'> = JSON.parse(data)
  return { id, state, ...rest }
}
