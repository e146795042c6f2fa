import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { syncError } from '../../error.ts'

export type { DatabaseSync, StatementSync }

let loaded: typeof DatabaseSync | undefined

/**
 * Loads SQLite. Node 22 to 24 warn that their module is experimental when it is loaded; that warning alone is left out, for the
 * time of this one synchronous call. Listeners of the process stay as they are.
 */
export function loadSqlite(): typeof DatabaseSync {
  if (loaded !== undefined) return loaded
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
