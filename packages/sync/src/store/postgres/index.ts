import { syncError } from '../../error.ts'
import type { Store, StoreChange } from '../store.ts'
import { commitChanges } from './changes.ts'
import { createConnection, type Connection } from './connection.ts'
import { lockScope } from './locks.ts'
import type { PostgresClient, PostgresPool, PostgresQuery } from './pool.ts'
import {
  readCounts,
  readFeed,
  readLedger,
  readLocations,
  readOwners,
  readSteps,
  readUnresolved,
  saveFeed,
} from './read.ts'
import { addOwners, addRun, endRun, finishPlan, readRuns, removeRuns, startRun } from './runs.ts'

export type { PostgresClient, PostgresPool, PostgresQuery }

/** Options of `postgresStore`. */
export type PostgresStoreOptions = {
  /** The schema of its tables, which is created. Default: `block_slots`. */
  readonly schema?: string | undefined
}

/**
 * Keeps plans, intents and the ledger in PostgreSQL (13 or newer), for several machines: each location is locked for the process
 * that works on it. Takes a pool of `pg`, of which it uses one connection until it is closed, or a connection string. The tables
 * are created on first use.
 *
 * Its locks are advisory locks of that connection, and everything is written through it: a process that has lost its locks writes
 * no intent any more, so it sends nothing. A pooler between the two has to leave it its session (PgBouncer: `pool_mode=session`).
 *
 * @throws BlockSlotsError of code `invalid-input` when the schema is not a plain name. Calls reject with `store-unavailable`
 *   while PostgreSQL is not reachable, also when it is unknown whether a change was committed: repeat them, or continue the run.
 * @example
 * ```ts
 * import { postgresStore } from '@block-slots/sync/postgres'
 *
 * const store = postgresStore({ connectionString: 'postgres://sync@127.0.0.1:1/calendars' })
 * const failure = await store.runs().catch((error) => error.code)
 * console.log(failure) // => store-unavailable
 * await store.close()
 * ```
 */
export function postgresStore(
  pool: PostgresPool | { readonly connectionString: string },
  { schema = 'block_slots' }: PostgresStoreOptions = {},
): Store {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw syncError(
      'invalid-input',
      `Expected a schema of lower-case letters, digits and underscores and got ${schema}.`,
      { hint: 'Rename it.' },
    )
  }
  const connection = createConnection(pool, schema)
  const { sql, transaction } = connection
  return {
    lock: (scope) => lockScope(connection, schema, scope),
    addRun: (run) => addRun(sql, run),
    addOwners: (run, owners) => transaction((each) => addOwners(each, run, owners)),
    finishPlan: (run) => finishPlan(sql, run),
    startRun: (run) => transaction((each) => startRun(each, run)),
    endRun: (run, state) => endRun(sql, run, state),
    removeRuns: (ids) => transaction((each) => removeRuns(each, ids)),
    runs: (id) => readRuns(sql, id),
    locations: (run, only) => readLocations(sql, run, only),
    owners: (run, locationId) => readOwners(sql, run, locationId),
    steps: (run, filter) => readSteps(sql, run, filter),
    counts: (run) => readCounts(sql, run),
    unresolved: (owner) => readUnresolved(sql, owner),
    commit: groupCommits(connection),
    ledger: (owner) => readLedger(sql, owner),
    feed: (key) => readFeed(sql, key),
    saveFeed: (key, record) => saveFeed(sql, key, record),
    close: () => connection.close(),
  }
}

/** Commits in one transaction what comes while the connection is busy: each transaction waits for the disk. */
function groupCommits({ use }: Connection): Store['commit'] {
  let next: { readonly changes: StoreChange[]; readonly done: Promise<void> } | undefined
  return (changes) => {
    if (next === undefined) {
      const all: StoreChange[] = []
      const close = (): void => {
        if (next?.changes === all) next = undefined
      }
      const done = use(({ sql }) => {
        close()
        return commitChanges(sql, all)
      })
      // Without a connection it has not begun.
      done.catch(close)
      next = { changes: all, done }
    }
    next.changes.push(...changes)
    return next.done
  }
}
