import type { DifferentBlock } from '@block-slots/sync'
import { checkCanConfirm, confirm, type YesFlags } from '../confirm.ts'
import type { Session } from '../session.ts'
import { formatCount, wrap } from '../text/columns.ts'
import type { Output } from '../io.ts'
import { withSync, type SyncFlags, type SyncSession } from './open.ts'
import { describeOwnerHead, maxShown } from './plan-text.ts'
import { printAll } from './print-all.ts'
import { describeBlock } from './step.ts'

type ClaimFlags = SyncFlags & YesFlags

/**
 * `block-slots claim`: records blocks as created by this program, which later runs may then change and delete: all that are
 * equal to wanted ones and that the state does not know, or those of the ids.
 */
export async function claim(ids: readonly string[], flags: ClaimFlags, session: Session): Promise<void> {
  checkCanConfirm(flags, session, 'see what can be claimed with block-slots verify')
  const { note, print, isClosed, columns, progress } = session
  await withSync(flags, session, async (syncSession) => {
    const { sync, only, call } = syncSession
    const { unclaimed, stopped } = await sync.verify({ ...call, only })
    const chosen = choose(ids, unclaimed)
    const say = flags.json ? note : print
    const count = chosen.known.length + chosen.unwanted.length
    if (!(flags.json && flags.yes))
      await printAll({ print: say, isClosed, columns }, describeClaim(chosen, syncSession))
    if (stopped.length > 0) progress.code = 7
    if (count > 0) {
      const blocks = `${formatCount(count)} ${count === 1 ? 'block' : 'blocks'}`
      if (!(await confirm(`Claim ${blocks}?`, flags, session))) {
        progress.code = 2
        await note('Nothing was claimed.')
        return
      }
      await sync.claim([...chosen.known.map(({ id }) => id), ...chosen.unwanted], call)
      await say(`Claimed ${blocks}: later runs may change and delete ${count === 1 ? 'it' : 'them'}.`)
    }
    if (flags.json)
      await print({ json: { claimed: chosen.known, unwanted: chosen.unwanted, stopped }, indent: 2 })
  })
}

/** The blocks that are claimed. */
type Chosen = {
  readonly known: readonly DifferentBlock[]
  /** Ids of blocks that no source wants. */
  readonly unwanted: readonly string[]
}

function choose(ids: readonly string[], unclaimed: readonly DifferentBlock[]): Chosen {
  if (ids.length === 0) return { known: unclaimed, unwanted: [] }
  const wanted = new Set(unclaimed.map(({ id }) => id))
  return {
    known: unclaimed.filter(({ id }) => ids.includes(id)),
    unwanted: [...new Set(ids)].filter((id) => !wanted.has(id)),
  }
}

function* describeClaim(
  { known, unwanted }: Chosen,
  { zoneOf }: Pick<SyncSession, 'zoneOf'>,
): Iterable<Output> {
  if (known.length + unwanted.length === 0) {
    yield 'Nothing to claim: the state knows every block that the sources want.'
    return
  }
  for (const owner of new Set(known.map((block) => block.owner))) {
    const blocks = known.filter((block) => block.owner === owner)
    yield describeOwnerHead(owner, zoneOf(owner))
    for (const { id, value } of blocks.slice(0, maxShown))
      yield* describeBlock(id, value, zoneOf(owner), idColumns)
    const more = blocks.length - maxShown
    if (more > 0) yield `${' '.repeat(idColumns)}and ${formatCount(more)} more`
    yield ''
  }
  if (unwanted.length === 0) return
  yield* wrap(
    `No source wants ${unwanted.join(', ')}: once claimed, the next run that mirrors deletes ${unwanted.length === 1 ? 'it' : 'them'}.`,
  )
}

/** An id of the service has 20 characters. */
const idColumns = 24
