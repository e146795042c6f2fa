import { isNativeBlock, type BlockedSlot } from '@block-slots/client'
import { valueKey, type Value } from '../block.ts'
import type { Ledger, Made } from '../ledger.ts'
import { hasOffset } from '../time.ts'
import { compareTexts } from './sort.ts'

/** A native block of a list. */
export type ListedBlock = {
  readonly id: string
  readonly value: Value
  /** `valueKey` of the value. */
  readonly key: string
  /** Of a block that this program created. */
  readonly own?: OwnKeys
}

/** The comparison of a block in the list with its entry in the ledger. */
export type OwnKeys = {
  /** `valueKey` of the value that was sent. */
  readonly wantedKey: string
  /** The list shows the value that the service stored. */
  readonly isAsStored: boolean
}

/** What was asked for of a block that shows what the service has made of it. */
export const askedFor = ({ wanted }: Made, { key, value, own }: ListedBlock): { readonly asked?: Value } =>
  own?.isAsStored === true && (own.wantedKey !== key || wanted.title !== value.title) ? { asked: wanted } : {}

/** The native blocks in the list of one owner. */
export type ListIndex = {
  readonly byId: ReadonlyMap<string, ListedBlock>
  /**
   * The blocks that stand for a value, smallest id first. One whose value the service altered stands for the value that was
   * sent as well.
   */
  readonly byKey: ReadonlyMap<string, readonly ListedBlock[]>
  /** How many native blocks have times without an offset, which cannot be compared. */
  readonly unreadable: number
}

/** Indexes the list of an owner. Synchronized events, instances of recurring events and deleted rows are left out. */
export function indexList(listed: readonly BlockedSlot[], ledger: Ledger): ListIndex {
  const byId = new Map<string, ListedBlock>()
  const byKey = new Map<string, ListedBlock[]>()
  let unreadable = 0
  // By id, so that every list of `byKey` is in that order.
  for (const row of listed.toSorted((one, other) => compareTexts(one.id, other.id))) {
    if (!isNativeBlock(row)) continue
    const { id, startTime, endTime } = row
    if (!hasOffset(startTime) || !hasOffset(endTime)) {
      unreadable += 1
      continue
    }
    // Rows are known to have null for a title.
    const value = { startTime, endTime, title: row.title ?? '' }
    const key = valueKey(value)
    const made = ledger.get(id)
    const own = made && ownKeys(made, key)
    const block = { id, value, key, ...(own && { own }) }
    byId.set(id, block)
    add(key, block)
    if (own?.isAsStored === true && own.wantedKey !== key) add(own.wantedKey, block)
  }
  return { byId, byKey, unreadable }

  function add(key: string, block: ListedBlock): void {
    const equal = byKey.get(key)
    if (equal === undefined) byKey.set(key, [block])
    else equal.push(block)
  }
}

function ownKeys({ wanted, stored }: Made, key: string): OwnKeys {
  const wantedKey = valueKey(wanted)
  return { wantedKey, isAsStored: key === (stored === undefined ? wantedKey : valueKey(stored)) }
}
