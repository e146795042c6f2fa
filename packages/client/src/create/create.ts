import { readMade, type CreatedBlock } from '../validate/response.ts'
import type { BlockSlotsApi } from '../plain.ts'
import { call, withRetries } from '../request/call.ts'
import { checkNewBlock } from '../validate/block.ts'
import type { BlockSlotsError, Reconcile } from '../error.ts'
import { raceAbort } from '../abort.ts'
import type { CallOptions, CreateOptions } from '../options/call.ts'
import { createCallError } from '../request/failure.ts'
import {
  adopt,
  recordCreated,
  dueAtOf,
  keyOf,
  listAround,
  recentlyCreated,
  excludedIds,
  pauseBetween,
  reconcile,
  serviceTime,
} from './reconcile.ts'
import type { UnknownOutcome, CallContext } from '../request/context.ts'
import { mayBeTruncated, findBlock, type NewBlock } from './match.ts'
import type { Settings } from '../options/client.ts'
import { setBounded } from '../options/shared.ts'

/** Blocks that exist twice, because the service carried a create out after it had been sent again. */
export type Duplicate = {
  /** The block that was answered; missing where the call, or `reconcile()`, ended with nothing to be seen of it. */
  readonly id?: string
  /** The others, which nobody asked for. `delete` removes them. */
  readonly duplicates: readonly string[]
}

/** What a verification found. */
export type DuplicateReport = {
  /** How many creates were looked at. */
  readonly checked: number
  /** How many cannot be judged yet; verify again later. */
  readonly pending: number
  readonly duplicates: readonly Duplicate[]
}

/** A create that was found not to have been carried out. */
type ResentCreate = {
  /** The block that was answered, if one was. */
  readonly id: string | undefined
  /** What shares the rate limit with it. */
  readonly key: string
  readonly block: NewBlock
  readonly sentAt: number
  /** When nothing can appear any more. */
  readonly dueAt: number
}

/** What is known of one create, to the call itself and to all that ask for its outcome later on. */
type CreateRecord = {
  readonly block: NewBlock
  /** Whether any equal block will do. */
  readonly any: boolean
  /** The first doubt that was found not to have come true: its request may be carried out all the same, only later. */
  first?: UnknownOutcome | undefined
  /** The block, once it was found. */
  made?: CreatedBlock | undefined
}

/** The calls that make blocks. */
export type CreateMethods = {
  readonly create: (block: unknown, options?: CreateOptions) => Promise<CreatedBlock>
  readonly ensure: (block: unknown, options?: CreateOptions) => Promise<CreatedBlock>
  readonly findDuplicates: (options?: CallOptions) => Promise<DuplicateReport>
}

const locationOf = ({ locationId }: NewBlock): string => locationId

/** Makes blocks so that each is made once, whatever fails on the way. */
export function createMethods(settings: Settings, api: BlockSlotsApi): CreateMethods {
  const resent = new Map<string, ResentCreate>()
  const operation = 'createBlockSlot'

  /** Sends, and settles what is not known. */
  async function make(run: CallContext, block: NewBlock, any: boolean): Promise<CreatedBlock> {
    const story: CreateRecord = { block, any }
    run.resolver = (doubt) => resolver(story, doubt)
    const made = await withRetries(
      run,
      {
        request: (body, wire) => api.POST('/calendars/events/block-slots', { body, ...wire }),
        parse: readMade,
        reconcile: async (_, _block, error) =>
          run.unknown === undefined ? undefined : find(run, story, run.unknown, error),
      },
      block,
    ).catch((error: unknown) => {
      // Nothing was to be seen of what was sent, and it may appear all the same.
      if (run.unknown === undefined) note(run, story)
      throw error
    })
    if (made.outcome === 'created') recordCreated(run, block, made.id)
    note(run, story, made.id)
    return made
  }

  /** Looks for the block of any of the requests that were sent for it. */
  async function find(
    run: CallContext,
    story: CreateRecord,
    doubt: UnknownOutcome,
    error?: BlockSlotsError,
  ): Promise<CreatedBlock | undefined> {
    const { block, any, first = doubt } = story
    const sentAt = Math.min(first.sentAt, doubt.sentAt)
    const found = await reconcile(run, api, { block, doubt: { ...doubt, sentAt }, any, error })
    if (found === undefined) story.first = first
    return found
  }

  /** Keeps for verification what was sent again. */
  function note(run: CallContext, { block, first }: CreateRecord, id?: string): void {
    if (first === undefined) return
    const now = settings.clock.now()
    const dueAt = now + 2 * (now - first.endedAt)
    const unseen = `${keyOf(run, block)} ${first.sentAt}`
    // Once it was found, nobody has to look for it any more as for one that was not.
    if (id !== undefined) resent.delete(unseen)
    setBounded(resent, id ?? unseen, {
      id,
      key: run.key,
      block,
      sentAt: first.sentAt,
      dueAt,
    })
  }

  /** Settles a doubt that a call has left. What was found once is claimed, and would not be found again. */
  function resolver(story: CreateRecord, doubt: UnknownOutcome): Reconcile {
    const { block } = story
    const open = { doubt, resolver: (later: UnknownOutcome) => resolver(story, later) }
    return (options) =>
      call(settings, { operation, options, prepare: () => block, locationOf, open }, (run) =>
        runExclusive(run, block, async () => {
          if (story.made !== undefined) return story.made
          const made = await find(run, story, doubt)
          note(run, story, made?.id)
          story.made = made
          return made
        }),
      )
  }

  /** Makes a block only where the list shows none, and none may still appear. */
  async function findOrMake(run: CallContext, block: NewBlock): Promise<CreatedBlock> {
    const { clock, history: memory } = settings
    for (let reads = 0; ; reads++) {
      const at = clock.now()
      const rows = await listAround(run, api, block)
      const { found, doubtful } = findBlock(rows, block, excludedIds(run, true))
      if (found.length > 0) return adopt(run, block, found, 'existing')
      if (doubtful) {
        const message = `the list has exactly ${rows.length} rows and may be cut, so it does not tell whether the block exists`
        throw createCallError(run, { code: 'invalid-response', applied: 'no', retry: 'never' }, { message })
      }
      const lately = recentlyCreated(run, block) ?? 0
      if (typeof lately !== 'number') return lately
      const dueAt = Math.max(memory.unresolvedUntil.get(keyOf(run, block)) ?? 0, lately)
      if (at >= dueAt) return make(run, block, true)
      await pauseBetween(run, reads, dueAt)
    }
  }

  return {
    create: (block, options) =>
      call(
        settings,
        { operation, options, prepare: () => checkNewBlock(block), locationOf },
        (run, checked) => runExclusive(run, checked, () => make(run, checked, false)),
      ),
    ensure: (block, options) =>
      call(
        settings,
        { operation, options, prepare: () => checkNewBlock(block), locationOf },
        (run, checked) => runExclusive(run, checked, () => findOrMake(run, checked)),
      ),
    findDuplicates: (options) =>
      call(settings, { operation: 'listBlockedSlots', options, prepare: () => undefined }, async (run) => {
        const ripe = [...resent].filter(([, { dueAt }]) => dueAt <= settings.clock.now())
        const checked: string[] = []
        const duplicates: Duplicate[] = []
        for (const [name, { id, key, block, sentAt }] of ripe) {
          const rows = await listAround({ ...run, key }, api, block)
          if (mayBeTruncated(rows)) continue
          const others = excludedIds(run, false)
          const { found } = findBlock(
            rows,
            block,
            (row) => row === id || others(row),
            serviceTime(run, sentAt),
          )
          if (found.length > 0) {
            duplicates.push({ ...(id === undefined ? {} : { id }), duplicates: found.map((row) => row.id) })
          }
          checked.push(name)
        }
        // Only now, since what was found is lost when a later list cannot be read.
        for (const name of checked) resent.delete(name)
        return { checked: checked.length, pending: resent.size, duplicates }
      }),
  }
}

/** Lets creates of equal blocks follow each other, since nobody could tell the results of two at once apart. */
async function runExclusive<Result>(
  run: CallContext,
  block: NewBlock,
  work: () => Promise<Result>,
): Promise<Result> {
  const { mutex: turns, unresolvedUntil: open } = run.settings.history
  const key = keyOf(run, block)
  const before = turns.get(key)
  const mine = before === undefined ? work() : raceAbort(run.abort, before).then(work)
  // Whoever gives up waiting does not end the turn of the others. Nothing is kept of the results, or each would hold all that
  // came before it.
  const done = Promise.allSettled([before, mine]).then(([, { status }]) => {
    const { unknown: doubt } = run
    if (doubt !== undefined && status === 'rejected') {
      setBounded(open, key, Math.max(open.get(key) ?? 0, dueAtOf(run, doubt)))
    }
    if (turns.get(key) === done) turns.delete(key)
  })
  turns.set(key, done)
  return mine
}
