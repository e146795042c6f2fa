import { readMade, type MadeBlock } from './answer.ts'
import type { BlockSlotsApi } from './api.ts'
import { call, persist } from './call.ts'
import { checkNewBlock } from './check.ts'
import type { Resolve } from './error.ts'
import { heed } from './fuse.ts'
import type { CallOptions, CreateOptions } from './options.ts'
import { fail } from './outcome.ts'
import { adopt, claim, horizonMs, keyOf, listAround, othersOf, reconcile, serviceTime } from './reconcile.ts'
import type { Doubt, Run } from './run.ts'
import { look, type NewBlock } from './same.ts'
import type { Settings } from './settings.ts'
import { remember } from './shared.ts'

/** Blocks that exist twice, because the service carried a create out after it had been sent again. */
export type Surplus = {
  /** The block that was answered. */
  readonly id: string
  /** The others, which nobody asked for. `delete` removes them. */
  readonly surplus: readonly string[]
}

/** What a verification found. */
export type Verification = {
  /** How many creates were looked at. */
  readonly checked: number
  /** How many cannot be judged yet; verify again later. */
  readonly pending: number
  readonly surplus: readonly Surplus[]
}

/** A create that was sent again after it was found not to have been carried out. */
export type Resent = {
  readonly run: Run
  readonly block: NewBlock
  readonly sentAt: number
  /** When nothing can appear any more. */
  readonly dueAt: number
}

/** The calls that make blocks. */
export type Maker = {
  readonly create: (block: unknown, options?: CreateOptions) => Promise<MadeBlock>
  readonly ensure: (block: unknown, options?: CreateOptions) => Promise<MadeBlock>
  readonly verify: (options?: CallOptions) => Promise<Verification>
}

const locationOf = ({ locationId }: NewBlock): string => locationId

/** Makes blocks so that each is made once, whatever fails on the way. */
export function maker(settings: Settings, api: BlockSlotsApi): Maker {
  const resent = new Map<string, Resent>()
  const operation = 'createBlockSlot'

  /** Sends, and settles what is not known. */
  async function make(run: Run, block: NewBlock, any: boolean): Promise<MadeBlock> {
    let first: Doubt | undefined
    run.resolver = (doubt) => resolver(block, any, doubt)
    const made = await persist(
      run,
      {
        request: (body, wire) => api.POST('/calendars/events/block-slots', { body, ...wire }),
        accept: readMade,
        async settle(_, _block, error) {
          const { doubt } = run
          if (doubt === undefined) return undefined
          const found = await reconcile(run, api, { block, doubt, any, error })
          first ??= doubt
          return found
        },
      },
      block,
    )
    if (made.via !== 'created') return made
    claim(run, block, made.id)
    if (first !== undefined) {
      const now = settings.clock.now()
      remember(resent, made.id, { run, block, sentAt: first.sentAt, dueAt: now + 2 * (now - first.endedAt) })
    }
    return made
  }

  /** A list that does not show what was made a moment ago will show it soon. */
  async function recall(run: Run, block: NewBlock): Promise<MadeBlock | undefined> {
    const { id, at } = settings.memory.made.get(keyOf(run, block)) ?? { id: '', at: -Infinity }
    if (settings.memory.touched.has(id) || at + horizonMs < settings.clock.now()) return undefined
    const doubt = { applied: 'unknown', sentAt: at, endedAt: at, timedOut: false } as const
    const found = await reconcile(run, api, { block, doubt, any: true })
    return found && { ...found, via: 'existing' }
  }

  /** Settles a doubt that a call has left. */
  function resolver(block: NewBlock, any: boolean, doubt: Doubt): Resolve {
    return (options) =>
      call(settings, { operation, options, prepare: () => block, locationOf }, (run) => {
        run.doubt = doubt
        run.resolver = (later) => resolver(block, any, later)
        return inTurn(run, block, () => reconcile(run, api, { block, doubt, any }))
      })
  }

  return {
    create: (block, options) =>
      call(
        settings,
        { operation, options, prepare: () => checkNewBlock(block), locationOf },
        (run, checked) => inTurn(run, checked, () => make(run, checked, false)),
      ),
    ensure: (block, options) =>
      call(
        settings,
        { operation, options, prepare: () => checkNewBlock(block), locationOf },
        (run, checked) =>
          inTurn(run, checked, async () => {
            const rows = await listAround(run, api, checked)
            const { found, doubtful } = look(rows, checked, othersOf(run, checked, true))
            if (found.length > 0) return adopt(run, checked, found, 'existing')
            const known = await recall(run, checked)
            if (known !== undefined) return known
            if (!doubtful) return make(run, checked, true)
            throw fail(
              run,
              { code: 'bad-answer', applied: 'no', retry: 'never' },
              {
                message: `the list has exactly ${rows.length} rows and may be cut, so it does not tell whether the block exists`,
              },
            )
          }),
      ),
    verify: (options) =>
      call(settings, { operation: 'listBlockedSlots', options, prepare: () => undefined }, async (run) => {
        const ripe = [...resent].filter(([, { dueAt }]) => dueAt <= settings.clock.now())
        const surplus: Surplus[] = []
        for (const [id, one] of ripe) {
          const reading = { ...run, key: one.run.key }
          const rows = await listAround(reading, api, one.block)
          const others = othersOf(run, one.block, false)
          const { found } = look(
            rows,
            one.block,
            (row) => row === id || others(row),
            serviceTime(run, one.sentAt),
          )
          if (found.length > 0) surplus.push({ id, surplus: found.map((row) => row.id) })
          resent.delete(id)
        }
        return { checked: ripe.length, pending: resent.size, surplus }
      }),
  }
}

/** Lets creates of equal blocks follow each other, since nobody could tell the results of two at once apart. */
async function inTurn<Result>(run: Run, block: NewBlock, work: () => Promise<Result>): Promise<Result> {
  const { turns } = run.settings.memory
  const key = keyOf(run, block)
  const before = turns.get(key)
  const mine = before === undefined ? work() : heed(run.signal, before).then(work)
  const done = Promise.allSettled([before, mine])
  turns.set(key, done)
  try {
    return await mine
  } finally {
    if (turns.get(key) === done) turns.delete(key)
  }
}
