import type { BlockSlotsApi } from '../api.ts'
import { setBounded } from '../bounded-map.ts'
import { wallLeadOf, type Clock, type ServiceTime } from '../clock.ts'
import type { CreatedBlock } from '../validate/response.ts'
import { naturalKey, normalizeTitle, ownerOf, type ListedBlock, type NewBlock } from './match.ts'

/** How a block was changed: `unknown` when it may have been deleted or updated. */
export type Change = 'deleted' | 'updated' | 'unknown'

/** When a create was sent, or its response read. */
export type Moment = {
  /** Number of requests sent before; a clock that goes back cannot change it. */
  readonly order: number
  /** Lead of the wall clock over the system clock; `undefined` for another clock. */
  readonly wallLeadMs: number | undefined
}

/** A create, as far as the age of its block depends on it. */
export type SentCreate = Moment & {
  readonly sentAt: number
  /** When it was sent for the last time. */
  readonly lastSentAt: number
  readonly serviceTime: ServiceTime | undefined
}

/** One create, for the call itself and for every later reconciliation of its outcome. */
export type CreateRecord = {
  readonly api: BlockSlotsApi
  readonly block: NewBlock
  /** Identifies the service, the owner and the times. */
  readonly key: string
  /** True when any equal block will do. */
  readonly anyEqual: boolean
  /** The first request with an unknown outcome that turned out as not applied: it may still be applied, only later. */
  first?: Omit<SentCreate, 'lastSentAt'> & { readonly endedAt: number }
  /** The block, once a later reconciliation has found it. */
  found?: CreatedBlock | undefined
}

/** A create with an unknown outcome: when it was sent, and until when its block may appear. */
export type OpenCreate = {
  readonly sent: SentCreate
  readonly dueAt: number
  /** The sandbox that it was sent to, once a response has named it. */
  readonly sandbox: string
}
/** Creates with an unknown outcome, by their key. */
export type OpenCreates = Map<string, Map<CreateRecord, OpenCreate>>

/** What is known of one block. */
export type BlockRecord = {
  readonly id: string
  /** How it was sent. */
  readonly block?: NewBlock
  /**
   * When the response to its create was read, by the clock, and as a moment where the clocks have kept step: it tells the
   * service's clock once a list shows `dateAdded`.
   */
  readonly at?: number
  readonly order?: number | undefined
  readonly wallLeadMs?: number | undefined
  /** The least that the service's clock was ahead, as its `dateAdded` has shown. */
  readonly offset?: number | undefined
  /** When a list has shown it as the block of a call. */
  readonly foundAt?: number
  /** What a list has shown it to be, so that no other create takes it for its own: the result of a call, or a duplicate. */
  readonly claim?: 'result' | 'duplicate'
  /** Its last known change: a list may still show it as it was. */
  readonly change?: Change
  /** Number of requests sent until the change was known. */
  readonly changeOrder?: number
}

/** A block that exists, or did when it was created or found. */
export type KnownBlock = BlockRecord & ListedBlock

/** Blocks of an owner, and of the other owners in its sub-account; the newest first. */
export type KnownBlocks = { readonly own: readonly KnownBlock[]; readonly others: readonly KnownBlock[] }

/** What is known of one service, for all clients of this process with the same clock. */
export type ServiceHistory = {
  /** Blocks by id, the newest last. */
  readonly blocks: Map<string, BlockRecord>
  /** Ids of the last blocks of each owner and time, by the key of their creates; the newest first. */
  readonly ids: Map<string, readonly string[]>
  /** Titles as the service stored them, by the title that was sent; both normalized. */
  readonly titles: Map<string, string>
  /** Number of requests sent before each block was first listed, by id: it was there before what was sent later. */
  readonly seen: Map<string, number>
}

/** The parts of a client's settings that its history is read and written with. */
export type HistoryScope = {
  readonly baseUrl: string
  readonly clock: Clock
  readonly shared: {
    readonly histories: Map<string, ServiceHistory>
    readonly open: OpenCreates
    readonly sent: { readonly count: number }
  }
  /** The sandbox that the last response came from, if it was one; after its reset it is another one. */
  readonly service: { readonly sandbox: string }
}

/** Milliseconds in which a block may still appear after its create failed without a result. */
export const defaultReconcileTimeoutMs = 10_000
/** More blocks of an owner are no better evidence. */
const maxKnown = 3
/** A process knows one service or two; more are sandboxes, each a new one after its reset. */
const maxServices = 20
/** More of one owner and time are not looked for. */
const maxEqual = 16
/** A wall clock that moved by more against the clock was set, or one of them stood still while the machine slept. */
const maxLeadChangeMs = 2000

/** Returns the history of the service that the client's last response came from. */
export function historyOf({ baseUrl, shared, service }: HistoryScope): ServiceHistory {
  // The sandbox first: where there is none, no new text is made.
  const key = `${service.sandbox}${baseUrl}`
  return (
    shared.histories.get(key) ??
    setBounded(
      shared.histories,
      key,
      { blocks: new Map(), ids: new Map(), titles: new Map(), seen: new Map() },
      maxServices,
    )
  )
}

/** Adds to what is known of a block, which becomes the newest one. */
export function recordBlock(scope: HistoryScope, id: string, news: Partial<BlockRecord>): void {
  const { blocks } = historyOf(scope)
  setBounded(blocks, id, { ...blocks.get(id), ...news, id })
}

/** Records that a block exists, as the result of a create. */
export function recordResult(
  scope: HistoryScope,
  { block, key }: CreateRecord,
  id: string,
  news: Partial<BlockRecord>,
): void {
  const { ids } = historyOf(scope)
  recordBlock(scope, id, { block, ...news })
  const others = (ids.get(key) ?? []).filter((other) => other !== id)
  setBounded(ids, key, [id, ...others].slice(0, maxEqual))
}

/** Records the response to a create, and what it tells of the service: its form of the title, and when the block was made. */
export function recordCreated(
  scope: HistoryScope,
  record: CreateRecord,
  { id, title }: { readonly id: string; readonly title: string },
  wallLeadMs: number | undefined,
): void {
  const { title: sent } = record.block
  if (title !== sent) setBounded(historyOf(scope).titles, normalizeTitle(sent), normalizeTitle(title))
  // In sleep the moment of the create would be lost.
  const isKept = hasSameLead(wallLeadOf(scope.clock), wallLeadMs) !== false
  const order = isKept ? scope.shared.sent.count : undefined
  recordResult(scope, record, id, { at: scope.clock.now(), order, wallLeadMs, offset: undefined })
}

/** Records a change of a block. `unknown` does not replace what is known. */
export function recordChange(scope: HistoryScope, id: string, change: Change): void {
  const known = change === 'unknown' ? historyOf(scope).blocks.get(id)?.change : undefined
  recordBlock(scope, id, { change: known ?? change, changeOrder: scope.shared.sent.count })
}

/** True when neither clock was set and the machine did not sleep between two moments; `undefined` when that is not known. */
export const hasSameLead = (one: number | undefined, other: number | undefined): boolean | undefined =>
  one === undefined || other === undefined ? undefined : Math.abs(one - other) <= maxLeadChangeMs

/** Since when a block is known to exist, by the clock. */
export const knownSince = ({ at = 0, foundAt = at }: BlockRecord): number => foundAt

const isKnown = (one: BlockRecord | undefined): one is KnownBlock => one?.block !== undefined

/** Returns so many blocks of which something is true, the newest first. Those that were changed last count as new. */
export function newestBlocks(
  scope: HistoryScope,
  most: number,
  isMeant: (one: KnownBlock) => boolean,
): readonly KnownBlock[] {
  const all = [...historyOf(scope).blocks.values()]
  const found: KnownBlock[] = []
  for (let at = all.length - 1; at >= 0 && found.length < most; at--) {
    const one = all[at]
    if (isKnown(one) && isMeant(one)) found.push(one)
  }
  return found
}

/** Returns the blocks of an owner, and of the others in its sub-account, that lists have to show; the newest first. */
export function knownBlocks(scope: HistoryScope, block: NewBlock): KnownBlocks {
  const blocksOf = (isOwn: boolean): readonly KnownBlock[] =>
    newestBlocks(
      scope,
      maxKnown,
      (one) =>
        one.change === undefined &&
        one.block.locationId === block.locationId &&
        (ownerOf(one.block) === ownerOf(block)) === isOwn,
    )
  return { own: blocksOf(true), others: blocksOf(false) }
}

/** Returns the last equal block since a time that is not known to have been deleted or updated: a list may not show it yet. */
export function equalSince(
  scope: HistoryScope,
  { block, key }: CreateRecord,
  since: number,
): KnownBlock | undefined {
  const { blocks, ids } = historyOf(scope)
  const known = (ids.get(key) ?? []).map((id) => blocks.get(id)).filter(isKnown)
  const equal = known.filter((one) => knownSince(one) > since && naturalKey(one.block) === naturalKey(block))
  return equal.find(({ change }) => change === undefined) ?? equal.find(({ change }) => change === 'unknown')
}

/** True for a block that another create may own: the result of a call, unless it has turned out as a duplicate. */
export const isResult = ({ at, claim }: Partial<BlockRecord> = {}): boolean =>
  claim === 'result' || (claim === undefined && at !== undefined)

/** Matches ids that cannot be the block: those of deleted blocks and, unless any equal block will do, of other creates. */
export function excludedIds(scope: HistoryScope, anyEqual: boolean): (id: string) => boolean {
  const { blocks } = historyOf(scope)
  return (id) => {
    const { change, at, claim } = blocks.get(id) ?? {}
    return change === 'deleted' || (!anyEqual && (at ?? claim) !== undefined)
  }
}
