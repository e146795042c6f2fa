import type { Store } from '../store.ts'
import { createBlockTable } from './blocks.ts'
import type { DatabaseSync } from './driver.ts'
import { isDiskFailure, misuse, storeFailure } from './failure.ts'
import { createFeedTable } from './feeds.ts'
import { createLocks } from './locks.ts'
import { openState } from './open.ts'
import { createOwnerTable } from './owners.ts'
import { createPlans } from './plans.ts'
import { createRunTable } from './runs.ts'
import { migrations as released, type Migration } from './schema.ts'
import { createStepTable } from './steps.ts'

/**
 * Opens a state in a file of SQLite, for this process alone: the store for one machine, with nothing to install. The folder
 * and the file are made when they are missing, readable by this user alone. Needs Node 22.13 or newer.
 *
 * @param path A file such as `.block-slots/state.db`, or `:memory:` for tests.
 * @throws BlockSlotsError of code `store-locked` while another process has the file open, `store-damaged` when it is damaged, of
 * a newer version or no state, `store-unavailable` when it cannot be written.
 * @example
 * ```ts
 * import { sqliteStore } from '@block-slots/sync/sqlite'
 *
 * const store = sqliteStore(':memory:')
 * console.log(await store.runs()) // => []
 * await store.close()
 * ```
 */
export const sqliteStore = (path: string): Store => openStore(path, released)

/** Opens a state that has these migrations. */
export function openStore(path: string, migrations: readonly Migration[]): Store {
  const { database, close } = openState(path, migrations)
  try {
    return createStore(database, close, path)
  } catch (error) {
    close()
    throw storeFailure(error, path)
  }
}

function createStore(database: DatabaseSync, close: () => void, path: string): Store {
  const tables = {
    runs: createRunTable(database),
    owners: createOwnerTable(database),
    steps: createStepTable(database),
    blocks: createBlockTable(database),
  }
  const feeds = createFeedTable(database)
  tables.blocks.verify()
  const plans = createPlans(tables)
  const lock = createLocks(path)
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  let isOpen = true
  let failure: unknown

  /** Runs a function on the open state. */
  function use<Result>(run: () => Result): Result {
    if (!isOpen) throw misuse(`Expected an open state, and ${path} was closed.`)
    // After a failed fsync the system may drop earlier data as well: only reading the file again shows what it has.
    if (failure !== undefined) throw failure
    try {
      return run()
    } catch (error) {
      const translated = storeFailure(error, path)
      if (isDiskFailure(error)) failure = translated
      throw translated
    }
  }

  /** Runs a function in a transaction, which is durable when this returns. */
  const write = <Result>(run: () => Result): Result =>
    use(() => {
      begin.run()
      try {
        const result = run()
        commit.run()
        return result
      } catch (error) {
        try {
          rollback.run()
        } catch {
          // SQLite has rolled back by itself.
        }
        throw error
      }
    })

  /**
   * Runs the pages of a generator, each on the open state.
   *
   * @yields Their items.
   */
  async function* readPages<Item>(pages: Generator<readonly Item[], void, undefined>) {
    for (;;) {
      const page = use(() => pages.next())
      if (page.done === true) return
      yield* page.value
    }
  }

  return {
    lock: async (scope) => use(() => lock(scope)),
    addRun: async (run) => write(() => plans.addRun(run)),
    addOwners: async (run, owners) => write(() => plans.addOwners(run, owners)),
    finishPlan: async (run) => write(() => plans.finish(run)),
    startRun: async (run) => write(() => plans.start(run)),
    endRun: async (run, state) => write(() => plans.end(run, state)),
    removeRuns: async (ids) => write(() => plans.remove(ids)),
    runs: async (id) => use(() => plans.runs(id)),
    locations: async (run, only) => use(() => plans.locations(run, only)),
    owners: (run, locationId) => readPages(plans.owners(run, locationId)),
    steps: (run, filter) => readPages(plans.steps(run, filter)),
    counts: async (run) => use(() => plans.counts(run)),
    unresolved: async (owner) => use(() => plans.unresolved(owner)),
    commit: async (changes) => write(() => plans.commit(changes)),
    ledger: async (owner) => use(() => tables.blocks.ledger(owner)),
    feed: async (key) => use(() => feeds.find(key)),
    saveFeed: async (key, record) => write(() => feeds.save(key, record)),
    async close() {
      if (!isOpen) return
      isOpen = false
      close()
    },
  }
}
