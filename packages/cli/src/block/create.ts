import { isNativeBlock, normalizeTitle, type BlockSlotsClient } from '@block-slots/client'
import type { BlockTimes } from '@block-slots/helpers'
import { resolveAccount } from '../account/account.ts'
import { connect, locationOf, type SharedFlags } from '../account/connect.ts'
import { findOwners, type OwnerFlags } from '../account/find-owners.ts'
import { UsageError } from '../failure.ts'
import type { Output } from '../io.ts'
import type { Session } from '../session.ts'
import { formatCount, wrap } from '../text/columns.ts'
import { chooseBlocks, type WhenFlags } from '../time/blocks.ts'
import { chooseZone, describeZone, type ChosenZone } from '../time/zone.ts'
import { createCoveredError, describeUnreadable, findCovered, nameCovered } from './covered.ts'
import { blockOwnerOf, checkNamed, type Owner, ownersToBlock, queryOwnerOf, readNames } from './owners.ts'
import { checkWords } from './words.ts'
import { describeHere, describeSlot, describeTimes, type Page } from './sentence.ts'
import { writeAll } from './write.ts'

type CreateFlags = SharedFlags &
  OwnerFlags &
  WhenFlags & {
    readonly zone?: string
    readonly title: string
    readonly ensure?: true
    readonly dryRun?: true
    readonly overAppointments?: true
  }

/** A block to create. */
type Wanted = { readonly owner: Owner; readonly times: BlockTimes; readonly body: Body }
type Body = ReturnType<typeof blockOwnerOf> &
  BlockTimes & { readonly locationId: string; readonly title: string }

/** `block-slots create`: blocks time of each owner, after a look at its appointments, and prints each block. */
export async function create(
  flags: CreateFlags,
  session: Session,
  words: readonly string[] = [],
): Promise<void> {
  checkWords(words)
  checkNamed(flags)
  checkTitle(flags.title)
  const { zone: named } = await resolveAccount(flags, session)
  const zone = chooseZone(named?.value, session.zone)
  const chosen = chooseBlocks(flags, { nowMs: session.now(), zone })
  const locationId = await locationOf(flags, session)
  const client = await connect(flags, session)
  const { signal, note } = session
  const found = await findOwners(flags, { client, locationId, session })
  const names = await readNames(found, { client, locationId, signal })
  const owners = ownersToBlock(found, locationId, names)
  const wanted = owners.flatMap((owner) =>
    chosen.ranges.map((times): Wanted => {
      const body = { ...blockOwnerOf(owner), locationId, title: flags.title, ...times }
      return { owner, times, body }
    }),
  )
  await note(...notesOf(chosen, zone).flatMap((text) => wrap(`Note: ${text}`, '', { hanging: '  ' })))
  await lookForAppointments(owners, { flags, session, client, locationId, ranges: chosen.ranges, zone })
  const context = { flags, session, client, page: { zone: zone.name, columns: session.columns } }
  await (flags.dryRun ? rehearse(wanted, context) : send(wanted, context))
}

type Context = {
  readonly flags: CreateFlags
  readonly session: Session
  readonly client: BlockSlotsClient
  readonly page: Page
}

/** Creates the blocks one after the other. */
async function send(wanted: readonly Wanted[], context: Context): Promise<void> {
  const { flags, session, client, page } = context
  const { signal } = session
  const shown = new Set<string>()
  await writeAll(
    {
      items: wanted,
      done: 'created',
      flags,
      nameOf: ({ owner, times }) => `${owner.label}, ${describeTimes(times, page.zone)}`,
      send: ({ body }) => (flags.ensure ? client.ensure(body, { signal }) : client.create(body, { signal })),
      describe: (created, { owner }) => {
        const verb = created.outcome === 'existing' ? 'Was there already:' : 'Blocked'
        const here = describeHere(created, page.zone, session.zone)
        const isNew = here.length > 0 && !shown.has(here.join())
        if (isNew) shown.add(here.join())
        return [...describeSlot(verb, created, { ...page, owner: owner.label }), ...(isNew ? here : [])]
      },
    },
    session,
  )
}

/** Prints what would be sent. */
async function rehearse(wanted: readonly Wanted[], { flags, session, client, page }: Context): Promise<void> {
  const isThere = flags.ensure
    ? await Promise.all(wanted.map((each) => exists(each, client, session.signal)))
    : wanted.map(() => false)
  const missing = wanted.filter((_, at) => isThere[at] !== true)
  if (flags.json) return session.print({ json: missing.map(({ body }) => requestOf(body)), indent: 2 })
  const lines = wanted.flatMap(({ owner, body }, at): Output[] => {
    const { locationId: _, ...sentence } = body
    if (isThere[at]) return describeSlot('Is there already:', sentence, { ...page, owner: owner.label })
    return [
      ...describeSlot('Would block', sentence, { ...page, owner: owner.label }),
      `  ${Object.entries(blockOwnerOf(owner)).flat().join(' ')}, locationId ${body.locationId}`,
      `  startTime ${body.startTime}, endTime ${body.endTime}`,
    ]
  })
  const count = missing.length === 1 ? '1 block' : `${formatCount(missing.length)} blocks`
  const last =
    missing.length === 0
      ? 'There is nothing to create.'
      : `Nothing was sent. Without --dry-run, ${count} would be created.`
  await session.print(...lines, last)
}

const requestOf = (body: Body): unknown => ({ method: 'POST', path: '/calendars/events/block-slots', body })

/** True when an equal block is there. */
async function exists(
  { owner, body }: Wanted,
  client: BlockSlotsClient,
  signal: AbortSignal,
): Promise<boolean> {
  const { locationId, startTime, endTime, title } = body
  const rows = await client.list({ ...queryOwnerOf(owner), locationId, startTime, endTime }, { signal })
  return rows.some(
    (row) =>
      isNativeBlock(row) &&
      normalizeTitle(row.title) === normalizeTitle(title) &&
      Date.parse(row.startTime) === Date.parse(startTime) &&
      Date.parse(row.endTime) === Date.parse(endTime),
  )
}

type Look = Omit<Context, 'page'> & {
  readonly locationId: string
  readonly ranges: readonly BlockTimes[]
  readonly zone: ChosenZone
}

/**
 * Looks at the appointments first: blocks have been reported to cancel those under them.
 *
 * @throws BlockSlotsError when there are any, unless that is meant.
 */
async function lookForAppointments(owners: readonly Owner[], look: Look): Promise<void> {
  const { flags, session, client, locationId, ranges, zone } = look
  const { signal, note } = session
  try {
    const covered = await findCovered(owners, { client, locationId, ranges, signal })
    if (covered.length === 0) return
    if (!flags.overAppointments) throw createCoveredError(covered, zone.name)
    await note(...wrap(`Note: over appointments: ${nameCovered(covered, zone.name)}.`, '', { hanging: '  ' }))
  } catch (error) {
    const unreadable = describeUnreadable(error)
    if (unreadable === undefined) throw error
    if (!flags.overAppointments) throw unreadable
    await note('Note: the token may not read appointments, so none were looked for.')
  }
}

function notesOf({ notes, usesZone }: ReturnType<typeof chooseBlocks>, zone: ChosenZone): string[] {
  return [...(usesZone && zone.isMachine ? [`times are in ${describeZone(zone)}.`] : []), ...notes]
}

/**
 * Checks a title before anything is read.
 *
 * @throws UsageError when it is empty, or has several lines.
 */
export function checkTitle(title: string): void {
  if (title.trim() === '') {
    throw new UsageError('Expected --title to be a text and got an empty one. Leave it out for "Blocked".')
  }
  if (/[\n\v\f\r\u0085\u2028\u2029]/.test(title)) {
    throw new UsageError(`Expected --title to be one line and got ${JSON.stringify(title)}.`)
  }
}
