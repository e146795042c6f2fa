import { setBounded } from '../bounded-map.ts'
import type { Clock } from '../clock.ts'
import type { Mutex } from '../mutex.ts'
import { naturalKey, ownerOf, type ListedBlock, type NewBlock } from './match.ts'

/** Evidence that the list of one owner shows what was created, without which absence proves nothing. */
export type ListTrust = {
  /** The last block that was created for the owner, to look for. */
  last?: ListedBlock
  /** `same` when a block created here appeared in the list as it was sent, `changed` when it did not. */
  seen?: 'same' | 'changed'
}

/** The last known change of a block: `unknown` when it may have been deleted or updated. */
export type Change = 'deleted' | 'updated' | 'unknown'

/** Blocks created and changed on one service, for all clients that send through the same function. */
export type ServiceHistory = {
  /** One create at a time for each natural key: the results of two at once could not be distinguished. */
  readonly mutex: Mutex
  /** Blocks that were created or adopted, by service and id: never taken for the result of another create. */
  readonly claimed: Map<string, true>
  /** The last block of each natural key, and when it was created: a list may not show it yet. */
  readonly created: Map<string, { readonly id: string; readonly at: number }>
  /** Until when a block of each natural key may still appear, after a call with an unknown outcome. */
  readonly unresolvedUntil: Map<string, number>
  /** Changed blocks, by service and id: a list may still show them as they were. */
  readonly changedIds: Map<string, Change>
}

/** The parts of a client's settings that its history is read and written with. */
type HistoryScope = {
  readonly baseUrl: string
  readonly clock: Clock
  readonly history: ServiceHistory
  readonly listTrust: Map<string, ListTrust>
}

/** The natural key of a block on one service. */
export const keyOf = ({ baseUrl }: HistoryScope, block: NewBlock): string => `${baseUrl} ${naturalKey(block)}`

/** An id on one service. */
const idOf = ({ baseUrl }: HistoryScope, id: string): string => `${baseUrl} ${id}`

/** Claims a block, so that no other create takes it for its own. */
export function claim(scope: HistoryScope, id: string): void {
  setBounded(scope.history.claimed, idOf(scope, id), true)
}

/** Records a created block: claims it, and keeps it to test the list of its owner with. */
export function recordCreated(scope: HistoryScope, quotaKey: string, block: NewBlock, id: string): void {
  claim(scope, id)
  setBounded(scope.history.created, keyOf(scope, block), { id, at: scope.clock.now() })
  listTrustOf(scope, quotaKey, block).last = { id, block }
}

/** Records a change of a block. `unknown` does not replace what is known. */
export function recordChange(scope: HistoryScope, id: string, change: Change): void {
  const known = change === 'unknown' ? changeOf(scope, id) : undefined
  setBounded(scope.history.changedIds, idOf(scope, id), known ?? change)
}

/** Returns the last change of a block, if there was one. */
export const changeOf = (scope: HistoryScope, id: string): Change | undefined =>
  scope.history.changedIds.get(idOf(scope, id))

/** Records until when the block of a call with an unknown outcome may still appear. */
export function recordUnresolved(scope: HistoryScope, block: NewBlock, until: number): void {
  const latest = Math.max(unresolvedUntil(scope, block), until)
  setBounded(scope.history.unresolvedUntil, keyOf(scope, block), latest)
}

/** Returns until when a block may still appear; 0 when none is expected to. */
export const unresolvedUntil = (scope: HistoryScope, block: NewBlock): number =>
  scope.history.unresolvedUntil.get(keyOf(scope, block)) ?? 0

/** Matches ids that cannot be the block: those of deleted blocks and, unless any equal block will do, of other creates. */
export function excludedIds(scope: HistoryScope, anyEqual: boolean): (id: string) => boolean {
  return (id) =>
    changeOf(scope, id) === 'deleted' || (!anyEqual && scope.history.claimed.has(idOf(scope, id)))
}

/** Returns the trust in the list of a block's owner. */
export function listTrustOf({ listTrust }: HistoryScope, quotaKey: string, block: NewBlock): ListTrust {
  const key = `${quotaKey} ${ownerOf(block)}`
  return setBounded(listTrust, key, listTrust.get(key) ?? {})
}
