import type { DatabaseSync } from 'node:sqlite'
import { syncError } from '../../error.ts'

export type { DatabaseSync }

let loaded: typeof DatabaseSync | undefined

/**
 * Loads SQLite. Node 22 to 24 warn that their module is experimental when it is loaded; that warning alone is left out, for the
 * time of this one synchronous call. Listeners of the process stay as they are.
 */
export function loadSqlite(): typeof DatabaseSync {
  if (loaded !== undefined) return loaded
  // oxlint-disable-next-line typescript/unbound-method -- Put back as it was.
  const { emitWarning } = process
  process.emitWarning = (...args: unknown[]): void => {
    if (String(args[0]).startsWith('SQLite is an experimental feature')) return
    Reflect.apply(emitWarning, process, args)
  }
  try {
    loaded = process.getBuiltinModule('node:sqlite')?.DatabaseSync
  } finally {
    process.emitWarning = emitWarning
  }
  if (loaded === undefined) {
    throw syncError('store-unavailable', `Expected a runtime with node:sqlite and got ${process.version}.`, {
      hint: 'Use Node 22.13 or newer, without --no-experimental-sqlite.',
    })
  }
  return loaded
}

/** A value of a column that is no body. */
export type Cell = string | number | null

/** A prepared query. */
export type Query<Row> = (...parameters: readonly Cell[]) => readonly Row[]

/** Prepares a query whose rows have this form. Their checksums say that they were written here. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Names the columns of the query.
export function prepareQuery<Row>(database: DatabaseSync, sql: string): Query<Row> {
  const statement = database.prepare(sql)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- As above.
  return (...parameters) => statement.all(...parameters) as unknown as readonly Row[]
}
