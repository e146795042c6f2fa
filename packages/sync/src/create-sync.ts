import { applyRun, reportOf } from './engine/apply.ts'
import { claimBlocks } from './engine/claim.ts'
import { beginCall, createContext, runScope, withLock } from './engine/context.ts'
import { planOwners } from './engine/plan.ts'
import { findRun, planOf } from './engine/stored.ts'
import { showOwners } from './engine/show.ts'
import { undoRun } from './engine/undo.ts'
import { verifyOwners } from './engine/verify.ts'
import { watchOwners } from './engine/watch.ts'
import type { SyncOptions } from './options.ts'
import type { Sync } from './sync.ts'

/**
 * Creates the calls that keep blocked time equal to its sources: they plan what would have to change, apply a plan, compare
 * calendars with sources, show what is there and what a plan would change, and plan the reverse of a run.
 *
 * @example
 * ```ts
 * import { createBlockSlotsClient } from '@block-slots/client'
 * import { createSync, days } from '@block-slots/sync'
 * import { sqliteStore } from '@block-slots/sync/sqlite'
 *
 * const token = process.env.HIGHLEVEL_TOKEN ?? ''
 * const sync = createSync({
 *   config: {
 *     name: 'clinic',
 *     timeZone: 'Europe/Berlin',
 *     window: { from: '2026-12-01', days: 60 },
 *     owners: { anna: { locationId: 'C2QujeCh8ZnC7al2InWR', userId: '0007BWpSzSwfiuSl0tR2' } },
 *     sources: { absence: { for: 'all', items: days({ days: [{ from: '2026-12-24', to: '2026-12-26' }], title: 'Away' }) } },
 *   },
 *   clientOf: (locationId) => createBlockSlotsClient({ token, locationId }),
 *   store: sqliteStore(':memory:'),
 * })
 * const plan = await sync.plan()
 * console.log(plan.changes) // => 1
 * for await (const { name, blocks } of sync.show({ run: plan })) console.log(name, blocks[0]?.state) // => anna create
 * console.log((await sync.apply(plan)).counts.done) // => 1
 * console.log((await sync.plan()).changes) // => 0
 * ```
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used.
 */
export function createSync(options: SyncOptions): Sync {
  const context = createContext(options)
  const sync: Sync = {
    plan: async (given = {}) =>
      withLock(beginCall(context, given), runScope, async (call) => planOwners(call, given)),
    async apply(plan, given = {}) {
      const run = await findRun(context, typeof plan === 'string' ? plan : plan.run.id)
      const call = beginCall(context, given)
      // The other locations of the run may be applied by other processes.
      if (given.locationId !== undefined) return applyRun(call, run, given)
      return withLock(call, runScope, async (locked) => applyRun(locked, run, given))
    },
    verify: async (given = {}) => verifyOwners(beginCall(context, given), given),
    undo: async (id, given = {}) =>
      withLock(beginCall(context, given), runScope, async (call) =>
        undoRun(call, await findRun(context, id), given),
      ),
    async readRun(id) {
      const run = await findRun(context, id)
      return { plan: await planOf(context, run.id), report: await reportOf(context, run, { stopped: [] }) }
    },
    claim: async (ids, given = {}) =>
      withLock(beginCall(context, given), runScope, async (call) => claimBlocks(call, ids)),
    show: (given = {}) => showOwners(context, given),
    watch: (given) => watchOwners(context, sync, given),
  }
  return sync
}
