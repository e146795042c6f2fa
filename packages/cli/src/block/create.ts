import { resolveAccount } from '../account/account.ts'
import { connect, locationOf } from '../account/connect.ts'
import { checkOwnersNamed, findOwners } from '../account/find-owners.ts'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { formatNotes } from '../text/notes.ts'
import { chooseBlocks } from '../time/blocks.ts'
import { chooseZone, describeZone, machineZone, type ChosenZone } from '../time/zone.ts'
import { createCoveredError, describeUnreadable, findCovered, nameCovered } from './covered.ts'
import { blockOwnerOf, nameOwner, ownersToBlock, readNames } from './owners.ts'
import type { CreateContext, CreateFlags, Wanted } from './wanted.ts'
import { describeHere, describeSlot, describeTimes } from './sentence.ts'
import { writeAll } from './write.ts'

/** `block-slots create`: blocks time of each owner, after a look at its appointments, and prints each block. */
export async function create(flags: CreateFlags, session: Session): Promise<void> {
  checkOwnersNamed(flags)
  checkTitle(flags.title)
  const { zone: named } = await resolveAccount(flags, session)
  const zone = chooseZone(named?.value, session)
  const chosen = chooseBlocks(flags, { nowMs: session.now(), zone })
  const locationId = await locationOf(flags, session)
  const client = await connect(flags, session)
  const { signal, note } = session
  const found = await findOwners(flags, { client, locationId, session })
  const owners = ownersToBlock(found, locationId)
  await note(...formatNotes(notesOf(chosen, zone)))
  const { ranges } = chosen
  const [names, under] = await Promise.all([
    readNames(found, { client, locationId, signal }),
    findCovered(owners, { client, locationId, ranges, signal }).catch((error: unknown) =>
      reportUnreadable(error, flags, session),
    ),
  ])
  const wanted = owners.flatMap((owner) =>
    ranges.map((times): Wanted => {
      const body = { ...blockOwnerOf(owner), locationId, title: flags.title, ...times }
      return { owner: nameOwner(owner, names), body }
    }),
  )
  const isOpen = under.length > 0 && flags.ensure
  const covered = isOpen
    ? await (await import('./exists.ts')).withoutExisting(under, wanted, { client, signal })
    : under
  if (covered.length > 0) {
    const text = nameCovered(covered, { zone: zone.name, names })
    if (!flags.overAppointments) throw createCoveredError(covered, text)
    await note(...formatNotes([`over appointments: ${text}.`]))
  }
  const context = { flags, session, client, page: { zone: zone.name, columns: session.columns } }
  if (!flags.dryRun) return send(wanted, context)
  const { rehearse } = await import('./rehearse.ts')
  await rehearse(wanted, context)
}

/** Notes that appointments could not be looked for, where the block is created over them in any case. */
async function reportUnreadable(
  error: unknown,
  { overAppointments }: CreateFlags,
  { note }: Session,
): Promise<never[]> {
  const unreadable = describeUnreadable(error)
  if (unreadable === undefined || !overAppointments) throw unreadable ?? error
  await note(...formatNotes(['the token may not read appointments, so none were looked for.']))
  return []
}

/** Creates the blocks one after the other. */
async function send(wanted: readonly Wanted[], context: CreateContext): Promise<void> {
  const { flags, session, client, page } = context
  const shown = new Set<string>()
  await writeAll(
    {
      items: wanted,
      done: 'created',
      again: 'Run it again with --ensure, which leaves out what is there.',
      flags,
      nameOf: ({ owner, body }) => `${owner.label}, ${describeTimes(body, page.zone)}`,
      send: ({ body }, signal) =>
        flags.ensure ? client.ensure(body, { signal }) : client.create(body, { signal }),
      describe: (created, { owner }) => {
        const verb = created.outcome === 'existing' ? 'Already exists:' : 'Blocked'
        const here = describeHere(created, page.zone, machineZone(session))
        const isNew = here.length > 0 && !shown.has(here.join())
        if (isNew) shown.add(here.join())
        const { duplicates = [] } = created
        const equal = duplicates.length === 0 ? [] : [`  equal to it: ${duplicates.join(', ')}`]
        return [
          ...describeSlot(verb, created, { ...page, owner: owner.label }),
          ...equal,
          ...(isNew ? here : []),
        ]
      },
    },
    session,
  )
}

function notesOf({ notes, usesZone }: ReturnType<typeof chooseBlocks>, zone: ChosenZone): string[] {
  return [...(usesZone && zone.isMachine ? [`times are in ${describeZone(zone)}.`] : []), ...notes]
}

/**
 * Checks a title before anything is read.
 *
 * @param without - What leaving it out is good for.
 * @throws UsageError when it is empty, or has several lines.
 */
export function checkTitle(title: string, without = 'for "Blocked"'): void {
  if (title.trim() === '') {
    throw new UsageError(`--title is empty. Leave it out ${without}.`)
  }
  if (/[\n\v\f\r\u0085\u2028\u2029]/.test(title)) {
    throw new UsageError(`Expected --title to be one line and got ${JSON.stringify(title)}.`)
  }
}
