import { valueKey } from '../block.ts'
import { indexList } from '../diff/list.ts'
import { mergeWanted } from '../diff/wanted.ts'
import { syncError } from '../error.ts'
import type { StoreChange } from '../store/store.ts'
import type { SyncCall } from './context.ts'
import { readOwner } from './read.ts'
import { createSourceReader } from './sources.ts'
import { resolveOwners, groupByLocation } from './resolve-owners.ts'
import { createWindows } from './window.ts'

/**
 * Records blocks as created by this program. A block that is wanted gets the reasons of the wanted one; any other one is deleted
 * by the next run that mirrors.
 *
 * @throws BlockSlotsError of code `not-found` when the lists of the owners do not show one of them; nothing is claimed then.
 */
export async function claimBlocks(call: SyncCall, ids: readonly string[]): Promise<void> {
  const { config, clock, store } = call
  const windowOf = createWindows(config, clock.now())
  const readItems = createSourceReader(windowOf)
  const missing = new Set(ids)
  const changes: StoreChange[] = []
  for (const [locationId, named] of groupByLocation(config)) {
    // oxlint-disable-next-line no-await-in-loop -- A person has named some blocks: there is no hurry.
    const client = await call.clientOf(locationId)
    // oxlint-disable-next-line no-await-in-loop -- In order.
    for (const { owner, key, timeZone, items } of await resolveOwners(call, client, { named, readItems })) {
      const range = windowOf(timeZone)
      // oxlint-disable-next-line no-await-in-loop -- In order.
      const { listed, ledger } = await readOwner(call, client, { owner, key, range, unresolved: [] })
      const reasons = new Map(mergeWanted(items).map((wanted) => [valueKey(wanted), wanted.reasons]))
      // Native blocks alone: an event of another calendar must never be changed by a later run.
      for (const { id, value: wanted, key: ofValue } of indexList(listed, ledger).byId.values()) {
        if (!missing.delete(id)) continue
        const entry = { wanted, reasons: reasons.get(ofValue) ?? [] }
        changes.push({ change: 'ledger', owner: key, ledger: { id, entry } })
      }
    }
  }
  if (missing.size > 0) {
    const unknown = [...missing].join(', ')
    const message = `Expected the ids of blocks that the lists of the owners show and got ${unknown}. Nothing was claimed.`
    throw syncError('not-found', message, { hint: 'verify() lists the blocks that can be claimed.' })
  }
  await store.commit(changes)
}
