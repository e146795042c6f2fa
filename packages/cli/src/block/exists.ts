import {
  type BlockSlotsClient,
  coveredAppointments,
  isNativeBlock,
  normalizeTitle,
} from '@block-slots/client'
import type { Covered } from './covered.ts'
import { queryOwnerOf } from './owners.ts'
import type { Wanted } from './wanted.ts'

/** True when an equal block is there. */
export async function exists(
  { owner, body }: Wanted,
  client: BlockSlotsClient,
  signal: AbortSignal,
): Promise<boolean> {
  const { locationId, startTime, endTime, title } = body
  const rows = await client.list({ ...queryOwnerOf(owner), locationId, startTime, endTime }, { signal })
  return rows.some(
    (row) =>
      isNativeBlock(row) &&
      normalizeTitle(row.title) === normalizeTitle(title) &&
      Date.parse(row.startTime) === Date.parse(startTime) &&
      Date.parse(row.endTime) === Date.parse(endTime),
  )
}

/** Leaves out appointments over which no block is missing: what is there already cancels nothing more. */
export async function withoutExisting(
  covered: readonly Covered[],
  wanted: readonly Wanted[],
  { client, signal }: { readonly client: BlockSlotsClient; readonly signal: AbortSignal },
): Promise<Covered[]> {
  const isThere = await Promise.all(wanted.map((each) => exists(each, client, signal)))
  const missing = wanted.filter((_, at) => isThere[at] !== true)
  return covered.filter(({ owner, appointment }) =>
    missing.some(
      (each) => each.owner.id === owner.id && coveredAppointments([appointment], each.body).length > 0,
    ),
  )
}
