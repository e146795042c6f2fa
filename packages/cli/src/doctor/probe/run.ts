import type { BlockedSlot } from '@block-slots/client'
import { findOwners } from '../../account/find-owners.ts'
import { resolveAccount } from '../../account/account.ts'
import { checkCanConfirm, confirm, type YesFlags } from '../../confirm.ts'
import { UsageError } from '../../error.ts'
import type { Session } from '../../session.ts'
import type { SharedFlags } from '../../account/connect.ts'
import { isAbsent } from '../../failure.ts'
import { pageColumns, wrap } from '../../text/columns.ts'
import { shownZone } from '../../time/zone.ts'
import type { Service } from '../service.ts'
import { type Context, createContext, slotMs } from './context.ts'
import { type ProbeReport, runProbe } from './probe.ts'
import { countBlocks } from './finding.ts'
import { chooseSite, describeNight, findLeftovers, probeTitle, type Site } from './site.ts'
import { titleForms } from './titles.ts'

/** The options of `doctor --probe`. */
export type ProbeFlags = SharedFlags &
  YesFlags & {
    readonly user?: string
    readonly samples?: string
    readonly count?: string
  }

/** A probe that was carried out, or was ended. */
export type Probed = ProbeReport & { readonly who: string; readonly site: Site }

type Sizes = Pick<Context, 'samples' | 'count'>

/**
 * Reads the options of a probe, before anything is sent.
 *
 * @throws UsageError when the user is not named, a number is out of range, or it cannot be confirmed.
 */
export function readSizes(flags: ProbeFlags, session: Session): Sizes {
  const { user, samples = '5', count = '50' } = flags
  if (user === undefined) {
    throw new UsageError(
      'Expected --user with --probe and got none. Name a user whose calendar may be used for it: blocks are created there, ' +
        'some 300 days ahead, and deleted again.',
    )
  }
  checkCanConfirm(flags, session, 'leave --probe out')
  return { samples: readNumber('--samples', samples, 1, 50), count: readNumber('--count', count, 3, 200) }
}

function readNumber(flag: string, text: string, least: number, most: number): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : NaN
  if (number >= least && number <= most) return number
  throw new UsageError(`Expected ${flag} to be a number from ${least} to ${most} and got "${text}".`)
}

/** Blocks beside those of samples and of the long list, with room between them. */
const otherBlocks = Object.keys(titleForms).length + 10

/** Shows what a probe will do, asks, and carries it out. Returns nothing where that is declined. */
export async function probe(
  flags: ProbeFlags,
  sizes: Sizes,
  { service, session }: { readonly service: Service; readonly session: Session },
): Promise<Probed | undefined> {
  const { signal, progress, note, columns = pageColumns } = session
  const { client, locationId, now } = service
  const user = await findUser(flags, service, session)
  const account = await resolveAccount(flags, session)
  const who = { userId: user.id, timeZone: account.zone?.value ?? shownZone(session) }
  const scope = { client, locationId, signal, now: now() }
  const left = await findLeftovers(user.id, scope)
  const blocks = sizes.samples * 2 + sizes.count + otherBlocks
  const site = await chooseSite(who, blocks * slotMs, scope)
  const name = user.name === undefined ? user.id : `${user.name} (${user.id})`
  await note(
    ...describeIntent(name, site, { blocks, left: left.length }).flatMap((text) =>
      wrap(text, '', { columns }),
    ),
  )
  if (!(await confirm('Create and delete them?', flags, session))) {
    progress.code = 2
    await note('Nothing was changed.')
    return undefined
  }
  progress.applied = 'unknown'
  progress.resume = `block-slots doctor --probe --user ${user.id}`
  const onAbort = (): void => {
    void note('Interrupted. Deleting what was created; interrupt again to end at once.')
  }
  signal.addEventListener('abort', onAbort)
  try {
    await removeLeftovers(left, service)
    const report = await runProbe(createContext({ service, site, signal, ...sizes }), session)
    return { ...report, who: name, site }
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function removeLeftovers(left: readonly BlockedSlot[], { client }: Service): Promise<void> {
  const { signal } = new AbortController()
  for (const { id } of left) {
    try {
      await client.delete(id, { signal })
    } catch (error) {
      if (!isAbsent(error)) throw error
    }
  }
}

async function findUser(
  { user = '' }: ProbeFlags,
  { client, locationId }: Service,
  session: Session,
): Promise<{ readonly id: string; readonly name?: string }> {
  const [found] = await findOwners({ user: [user] }, { client, locationId, session })
  if (found === undefined) throw new UsageError(`Expected --user to name a user and got "${user}".`)
  return found
}

function describeIntent(
  name: string,
  site: Site,
  { blocks, left }: { readonly blocks: number; readonly left: number },
): string[] {
  return [
    ...(left === 0
      ? []
      : [
          `An earlier probe has left ${countBlocks(left)} "${probeTitle} …", deleted before this one begins.`,
        ]),
    `Creates up to ${blocks} blocks "${site.title} …" of ${name} in a night where nothing is booked, and deletes them again:`,
    describeNight(site),
    'It takes a few minutes, and sends several hundred requests within the rate limit.',
  ]
}
