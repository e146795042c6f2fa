import type { BlockSlotsClient, QueryOwner } from '@block-slots/client'
import type { BlockTimes } from '@block-slots/helpers'
import { type Owner, queryOwnerOf } from './owners.ts'
import { mergeRows, type Row } from './rows.ts'

/** What lists are read with. */
export type Query = {
  readonly client: BlockSlotsClient
  readonly locationId: string
  readonly signal: AbortSignal
  readonly ranges: readonly BlockTimes[]
  /** Reads appointments as well. */
  readonly appointments?: true | undefined
  readonly group?: string | undefined
}

/** Reads the lists of owners, and of a group, in order of time. */
export async function readRows(owners: readonly Owner[], query: Query): Promise<Row[]> {
  const { client, locationId, signal, ranges, appointments, group } = query
  const ofGroup: Source[] =
    group === undefined
      ? []
      : [{ owner: { type: 'calendar', id: group, label: group }, queryOwner: { groupId: group } }]
  const sources = [...owners.map((owner): Source => ({ owner, queryOwner: queryOwnerOf(owner) })), ...ofGroup]
  const lists = sources.flatMap(({ owner, queryOwner }) =>
    ranges.flatMap((range) => {
      const options = { ...queryOwner, locationId, ...range }
      const read = async (kind: Row['kind']): Promise<Row[]> => {
        const slots = await (kind === 'block'
          ? client.list(options, { signal })
          : client.appointments(options, { signal }))
        return slots.map((slot) => ({ slot, owner, kind }))
      }
      return [read('block'), ...(appointments ? [read('appointment')] : [])]
    }),
  )
  return mergeRows((await Promise.all(lists)).flat())
}

type Source = { readonly owner: Owner; readonly queryOwner: QueryOwner }
