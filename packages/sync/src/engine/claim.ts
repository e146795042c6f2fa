import type { BlockedSlot } from '@block-slots/client'
import { valueKey } from '../block.ts'
import { mergeWanted } from '../diff/wanted.ts'
import { syncError } from '../error.ts'
import type { StoreChange } from '../store/store.ts'
import type { SyncCall } from './context.ts'
import { readOwner } from './read.ts'
import { createSourceReader } from './sources.ts'
import { findTargets, ownersByLocation } from './target.ts'
import { valueOf } from './send.ts'
import { createWindows } from './window.ts'

/**
 * Takes blocks for ones that were made here. One that is wanted gets the reasons of the want; any other one is deleted by the
 * next run that mirrors.
 *
 * @throws BlockSlotsError of code `not-found` when the lists of the owners do not show one of them; nothing is claimed then.
 */
export async function claimBlocks(call: SyncCall, ids: readonly string[]): Promise<void> {
  const { config, clock, store } = call
  const windowOf = createWindows(config, clock.now())
  const readItems = createSourceReader(windowOf)
  const missing = new Set(ids)
  const changes: StoreChange[] = []
  for (const [locationId, named] of ownersByLocation(config)) {
    // oxlint-disable-next-line no-await-in-loop -- A person has named some blocks: there is no hurry.
    const client = await call.clientOf(locationId)
    // oxlint-disable-next-line no-await-in-loop -- In order.
    for (const { owner, key, timeZone, items } of await findTargets(call, client, { named, readItems })) {
      const range = windowOf(timeZone)
      // oxlint-disable-next-line no-await-in-loop -- In order.
      const { listed } = await readOwner(call, client, { owner, key, range, unresolved: [] })
      const reasons = new Map(mergeWanted(items).map((wanted) => [valueKey(wanted), wanted.reasons]))
      for (const row of listed.filter(({ id }) => missing.delete(id))) {
        const value = valueOf(rowValue(row))
        const made = { wanted: value, reasons: reasons.get(valueKey(value)) ?? [] }
        changes.push({ change: 'ledger', owner: key, ledger: { id: row.id, made } })
      }
    }
  }
  if (missing.size > 0) {
    throw syncError(
      'not-found',
      `no list of the owners shows ${[...missing].join(', ')}; nothing was claimed.`,
      {
        hint: 'verify() lists what can be claimed.',
      },
    )
  }
  await store.commit(changes)
}

/** Rows are known to have null for a title. */
const rowValue = ({
  startTime,
  endTime,
  title,
}: BlockedSlot): { startTime: string; endTime: string; title: string } => ({
  startTime,
  endTime,
  title: typeof title === 'string' ? title : '',
})
