import { setBounded } from '../bounded-map.ts'
import { wallLeadOf, type Clock, type ServiceTime } from '../clock.ts'
import { naturalKey, normalizeTitle, ownerOf, type ListedBlock, type NewBlock, type Row } from './match.ts'
import { instantOf } from '../validate/date-time.ts'

/** The evidence that a block is the result of a call, so that no other create takes it for its own. */
export type Claim = 'response' | 'list' | 'duplicate'

/** How a block was changed: `unknown` when it may have been deleted or updated. */
export type Change = 'deleted' | 'updated' | 'unknown'

/** The last known change of a block, and the number of requests sent until it was known. */
export type KnownChange = { readonly change: Change; readonly order: number }

/** When a create was sent, or its response read. */
export type Moment = {
  /** Number of requests sent before; a clock that goes back cannot change it. */
  readonly order: number
  /** Lead of the wall clock over the system clock; `undefined` for another clock. */
  readonly wallLeadMs: number | undefined
}

/** The least that the service's clock was ahead, as a block created here has shown it. */
export type Calibration = Moment & { readonly offset: number }

/** A create, as far as the age of its block depends on it. */
export type SentCreate = Moment & {
  readonly sentAt: number
  /** When it was sent for the last time. */
  readonly lastSentAt: number
  readonly serviceTime: ServiceTime | undefined
}

/** A create with an unknown outcome: when it was sent, and until when its block may appear. */
export type OpenCreate = {
  readonly sent: SentCreate
  readonly dueAt: number
  /** False when any equal block will do for it. */
  readonly needsOwn: boolean
  /** Normalized. */
  readonly title: string
  /** The sandbox that it was sent to, once a response has named it. */
  readonly sandbox: string
}
/** Creates with an unknown outcome, by owner and times. The key within is the record of the create. */
export type OpenCreates = Map<string, Map<object, OpenCreate>>

/** A block that exists, and since when that is known, by the clock. */
export type KnownBlock = ListedBlock & { readonly at: number }

/** Blocks of an owner, and of the other owners in its sub-account; the newest first. */
export type KnownBlocks = { readonly own: readonly KnownBlock[]; readonly others: readonly KnownBlock[] }

/** Blocks created and changed on one service, for all clients of this process with the same clock. */
export type ServiceHistory = {
  /** Claimed blocks by id. */
  readonly claims: Map<string, Claim>
  /** The last block of each natural key, and when it was created: a list may not show it yet. */
  readonly created: Map<string, { readonly id: string; readonly at: number }>
  /** The last blocks of each owner, the newest first: lists that do not show them prove nothing. */
  readonly known: Map<string, readonly KnownBlock[]>
  /** Changed blocks by id: a list may still show them as they were. */
  readonly changes: Map<string, KnownChange>
  /** Titles as the service stored them, by the title that was sent; both normalized. */
  readonly titles: Map<string, string>
  /** Number of requests sent before each block was first listed, by id: it was there before what was sent later. */
  readonly seen: Map<string, number>
  /** When the response of each create was read, until a list shows its `dateAdded`. */
  readonly undated: Map<string, Moment & { readonly at: number; readonly block: NewBlock }>
  /** The newest first. */
  calibrations: readonly Calibration[]
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
/** Enough for creates that overlap each other. */
const maxCalibrations = 16
/** A wall clock that moved by more against the clock was set, or one of them stood still while the machine slept. */
const maxLeadChangeMs = 2000

/** Returns the history of the service that the client's last response came from. */
export function historyOf({ baseUrl, shared, service }: HistoryScope): ServiceHistory {
  const key = `${baseUrl} ${service.sandbox}`
  return (
    shared.histories.get(key) ??
    setBounded(shared.histories, key, {
      claims: new Map(),
      created: new Map(),
      known: new Map(),
      changes: new Map(),
      titles: new Map(),
      seen: new Map(),
      undated: new Map(),
      calibrations: [],
    })
  )
}

/** Claims a block, so that no other create takes it for its own. */
export const claim = (scope: HistoryScope, id: string, how: Claim): void => {
  setBounded(historyOf(scope).claims, id, how)
}

const ownerKey = (block: NewBlock): string => `${block.locationId} ${ownerOf(block)}`

/** Records a block that exists, as evidence for the lists of its owner. */
export function recordExisting(scope: HistoryScope, block: NewBlock, id: string): void {
  const { created, known } = historyOf(scope)
  const at = scope.clock.now()
  setBounded(created, naturalKey(block), { id, at })
  const others = (known.get(ownerKey(block)) ?? []).filter((one) => one.id !== id)
  setBounded(known, ownerKey(block), [{ id, block, at }, ...others].slice(0, maxKnown))
}

/** Records what the response to a create tells of the service: its form of the title, and when the block was made. */
export function recordResponse(
  scope: HistoryScope,
  sent: NewBlock,
  { id, title }: { readonly id: string; readonly title: string },
  wallLeadMs: number | undefined,
): void {
  const { titles, undated } = historyOf(scope)
  const [from, to] = [normalizeTitle(sent.title), normalizeTitle(title)]
  if (from !== to) setBounded(titles, from, to)
  // In sleep the moment of the create would be lost.
  if (hasSameLead(wallLeadOf(scope.clock), wallLeadMs) !== false)
    setBounded(undated, id, {
      at: scope.clock.now(),
      order: scope.shared.sent.count,
      wallLeadMs,
      block: sent,
    })
}

/** True when neither clock was set and the machine did not sleep between two moments; `undefined` when that is not known. */
const hasSameLead = (one: number | undefined, other: number | undefined): boolean | undefined =>
  one === undefined || other === undefined ? undefined : Math.abs(one - other) <= maxLeadChangeMs

/** True when a shown clock holds for a create: a later one proves nothing if the machine may have slept. */
const holdsFor = (shown: Moment, sent: Moment): boolean =>
  hasSameLead(shown.wallLeadMs, sent.wallLeadMs) ?? shown.order < sent.order

/** Records when rows were first listed, and learns the service's clock from those of blocks that were created here. */
export function recordRows(scope: HistoryScope, rows: readonly Row[]): void {
  const history = historyOf(scope)
  for (const { id, dateAdded } of rows) {
    if (!history.seen.has(id)) setBounded(history.seen, id, scope.shared.sent.count)
    const moment = history.undated.get(id)
    const offset = moment === undefined ? NaN : instantOf(dateAdded ?? '') - moment.at
    if (moment === undefined || Number.isNaN(offset)) continue
    history.undated.delete(id)
    const { order, wallLeadMs } = moment
    history.calibrations = [{ order, wallLeadMs, offset }, ...history.calibrations].slice(0, maxCalibrations)
  }
}

/** Returns the least that the service's clock was ahead when a create was sent; `undefined` if no block has shown it. */
export function offsetAt(scope: HistoryScope, sent: Moment): number | undefined {
  const offsets = historyOf(scope).calibrations.flatMap((one) => (holdsFor(one, sent) ? one.offset : []))
  return offsets.length === 0 ? undefined : Math.max(...offsets)
}

/** Returns the newest block that would show the service's clock as it was when a create was sent, if nothing has yet. */
export function findCalibrator(
  scope: HistoryScope,
  { locationId }: NewBlock,
  sent: Moment,
): ListedBlock | undefined {
  if (offsetAt(scope, sent) !== undefined) return undefined
  const usable = [...historyOf(scope).undated].flatMap(([id, { block, ...moment }]) =>
    holdsFor(moment, sent) && block.locationId === locationId ? { id, block } : [],
  )
  return usable.at(-1)
}

/** Returns the blocks of an owner, and of the others in its sub-account, that lists have to show; the newest first. */
export function knownBlocks(scope: HistoryScope, block: NewBlock): KnownBlocks {
  const { known, changes } = historyOf(scope)
  const isUnchanged = ({ id }: KnownBlock): boolean => !changes.has(id)
  const others = [...known].filter(
    ([owner]) => owner !== ownerKey(block) && owner.startsWith(`${block.locationId} `),
  )
  return {
    own: (known.get(ownerKey(block)) ?? []).filter(isUnchanged),
    others: others
      // oxlint-disable-next-line unicorn/no-array-reverse -- A copy.
      .reverse()
      .flatMap(([, blocks]) => blocks.filter(isUnchanged))
      .slice(0, maxKnown),
  }
}

/** Records a change of a block. `unknown` does not replace what is known. */
export function recordChange(scope: HistoryScope, id: string, change: Change): void {
  const { changes } = historyOf(scope)
  const known = change === 'unknown' ? changes.get(id)?.change : undefined
  setBounded(changes, id, { change: known ?? change, order: scope.shared.sent.count })
}

/** Identifies the owner and times of a block on one service. Not its title: the service may give two the same one. */
export const keyOf = ({ baseUrl }: Pick<HistoryScope, 'baseUrl'>, block: NewBlock): string =>
  `${baseUrl} ${naturalKey({ ...block, title: '' })}`

/** Records a create with an unknown outcome, or that the outcome is known now. */
export function recordOpen(
  scope: HistoryScope,
  block: NewBlock,
  record: object,
  outcome: Omit<OpenCreate, 'sandbox' | 'title'> | undefined,
): void {
  const { shared, service } = scope
  const key = keyOf(scope, block)
  const creates = shared.open.get(key) ?? new Map<object, OpenCreate>()
  if (outcome === undefined) creates.delete(record)
  else creates.set(record, { ...outcome, title: normalizeTitle(block.title), sandbox: service.sandbox })
  if (creates.size > 0) setBounded(shared.open, key, creates)
  else shared.open.delete(key)
}

/**
 * Returns the other creates with an unknown outcome whose blocks may be taken for the block: all that are `equal` to it, the
 * `earlier` ones of these, which were recorded before, or any at the same `times`, whose titles may still turn out as equal.
 */
export function openCreates(
  scope: HistoryScope,
  block: NewBlock,
  record: object,
  which: 'equal' | 'earlier' | 'times',
): readonly OpenCreate[] {
  const creates = [...(scope.shared.open.get(keyOf(scope, block)) ?? [])]
  const own = creates.findIndex(([other]) => other === record)
  const { titles } = historyOf(scope)
  const formsOf = (title: string): readonly string[] => [title, titles.get(title) ?? title]
  const forms = formsOf(normalizeTitle(block.title))
  return creates
    .filter(([other], index) => other !== record && (which !== 'earlier' || own === -1 || index < own))
    .map(([, create]) => create)
    .filter(({ title }) => which === 'times' || formsOf(title).some((form) => forms.includes(form)))
    .filter(({ sandbox }) => sandbox === '' || sandbox === scope.service.sandbox)
}

/** Matches ids that cannot be the block: those of deleted blocks and, unless any equal block will do, of other creates. */
export function excludedIds(scope: HistoryScope, anyEqual: boolean): (id: string) => boolean {
  const { claims, changes } = historyOf(scope)
  return (id) => changes.get(id)?.change === 'deleted' || (!anyEqual && claims.has(id))
}
