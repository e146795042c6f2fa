import { isNativeBlock, type BlockedSlot } from '@block-slots/client'
import { isAbsent } from '../../failure.ts'
import type { Context } from './context.ts'
import { isAt } from './late.ts'
import { isOfProbe } from './site.ts'

/** How a probe has left the calendar. */
export type Cleanup = {
  /** How many blocks were deleted. */
  readonly deleted: number
  /** Ids of blocks that are still there, or may be. */
  readonly leftover: readonly string[]
  /** Requests that were cut and whose blocks have not appeared: they may still be carried out. */
  readonly open: number
  /** Why it is not known what is there. */
  readonly failure?: string
}

/** Lists that are read until one shows nothing of the probe. */
const maxLists = 30
const pollMs = 1000
/** Deletions in a row that fail before the rest is left alone. */
const maxFailures = 3

/**
 * Deletes what the probe has created, and reads lists until one shows that nothing of it is left: a list that is cut or lags
 * shows the rest later. No signal ends it.
 */
export async function cleanUp(context: Context): Promise<Cleanup> {
  const { service, site, created, cut } = context
  const { client, locationId, clock } = service
  const { signal } = new AbortController()
  const deleted = new Set<string>()
  let failures = 0
  let failure: string | undefined
  const remove = async (id: string): Promise<void> => {
    if (failures >= maxFailures) return
    try {
      await client.delete(id, { signal })
    } catch (error) {
      if (!isAbsent(error)) {
        failures += 1
        failure = error instanceof Error ? error.message : String(error)
        return
      }
    }
    failures = 0
    deleted.add(id)
  }
  const isOwn = (row: BlockedSlot): boolean =>
    created.has(row.id) || isOfProbe(row) || (isNativeBlock(row) && [...cut].some((slot) => isAt(row, slot)))
  for (const id of created.keys()) await remove(id)
  try {
    for (let lists = 0; lists < maxLists; lists += 1) {
      const range = { userId: site.userId, locationId, startTime: site.from, endTime: site.to }
      const left = (await client.list(range, { signal })).filter(isOwn)
      if (left.length === 0) return endWith([])
      for (const { id } of left) if (!deleted.has(id)) await remove(id)
      if (failures >= maxFailures) return endWith(left.map(({ id }) => id))
      await clock.sleep(pollMs, signal)
    }
    failure = 'lists still show blocks that were deleted'
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error)
  }
  return endWith([])

  function endWith(listed: readonly string[]): Cleanup {
    const leftover = [...new Set([...[...created.keys()].filter((id) => !deleted.has(id)), ...listed])]
    return { deleted: deleted.size, leftover, open: cut.size, ...(failure !== undefined && { failure }) }
  }
}
