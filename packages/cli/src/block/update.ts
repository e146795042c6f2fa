import { type Appointment, type BlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
import { type BlockTimes, readTime, toOffsetDateTime } from '@block-slots/helpers'
import { resolveAccount } from '../account/account.ts'
import { connect, locationOf, type SharedFlags } from '../account/connect.ts'
import { findOwners, type OwnerFlags } from '../account/find-owners.ts'
import { UsageError } from '../error.ts'
import { isAbsent } from '../failure.ts'
import type { Session } from '../session.ts'
import { pageColumns, wrap } from '../text/columns.ts'
import { formatNotes } from '../text/notes.ts'
import { describePast } from '../time/blocks.ts'
import { readExpression } from '../time/expression.ts'
import { readMove, shiftTimes } from '../time/move.ts'
import { readDuration } from '../time/span.ts'
import { chooseTimes, type TimeContext, type TimeFlags } from '../time/times.ts'
import { dayAt } from '../time/day.ts'
import { chooseZone, describeZone, machineZone, shownZone } from '../time/zone.ts'
import { checkReplaceable } from './confirm.ts'
import { checkTitle } from './create.ts'
import { blockOwnerOf, type Owner, ownersToBlock } from './owners.ts'
import { describeHere, describeSlot, describeTimes, describeTitle, type Page } from './sentence.ts'
import { endsTheRun, writeAll } from './write.ts'

type UpdateFlags = SharedFlags &
  OwnerFlags &
  TimeFlags & { readonly title?: string; readonly move?: string; readonly zone?: string }

/** The owner, the title and the times of a block: all that an update replaces. */
type Whole = {
  readonly owner?: { readonly calendarId: string } | { readonly assignedUserId: string } | undefined
  readonly title?: string | undefined
  readonly times?: BlockTimes | undefined
}

/**
 * `block-slots update`: changes what is given and keeps the rest. The service replaces a block as a whole, so it is read first;
 * what cannot be read has to be given.
 */
export async function update(id: string, flags: UpdateFlags, session: Session): Promise<void> {
  checkFlags(flags)
  const { zone: named, location: account } = await resolveAccount(flags, session)
  const zone = chooseZone(named?.value, session)
  const context = { nowMs: session.now(), zone }
  // A mistake is found before anything is read.
  checkTimes(flags, context)
  const client = await connect(flags, session)
  const { note, columns } = session
  const location = account?.value
  const read = await readBlock(id, client, session)
  const was = read.event === undefined ? {} : wholeOf(read.event)
  const found = await findOwner(flags, client, session)
  const owner = found === undefined ? was.owner : blockOwnerOf(found)
  const title = flags.title ?? was.title
  const { times, notes } = timesOf(flags, was.times, context)
  if (owner === undefined || title === undefined || times === undefined) {
    throw createMissingError(id, { owner, title, times }, read.error)
  }
  const block = { ...owner, ...(location ? { locationId: location } : {}), title, ...times }
  await note(...formatNotes(notes))
  await writeAll(
    {
      items: [block],
      done: 'changed',
      again: 'Run it again.',
      flags,
      nameOf: () => id,
      send: (_, signal) => client.update(id, block, { signal }),
      describe: (changed) => [
        ...describeSlot('Changed', changed, {
          zone: zone.name,
          columns,
          ...(found && { owner: found.label }),
        }),
        ...(read.event === undefined ? [] : describeBefore(read.event, block, { zone: zone.name, columns })),
        ...describeHere(changed, zone.name, machineZone(session)),
      ],
    },
    session,
  )
}

function checkFlags(flags: UpdateFlags): void {
  const { title, from, to, duration, move, user = [], calendar = [] } = flags
  if (title !== undefined) checkTitle(title, 'to keep it')
  if (move !== undefined && [from, to, duration].some((value) => value !== undefined)) {
    throw new UsageError('Give either --move, or --from, --to and --duration.')
  }
  if (user.length + calendar.length > 1) {
    throw new UsageError('A block has one owner. Give one of --user and --calendar, or none to keep it.')
  }
  if ([title, from, to, duration, move, user[0], calendar[0]].every((value) => value === undefined)) {
    throw new UsageError(
      'Say what to change: --title, --from, --to, --duration, --move, --user or --calendar. The rest stays as it is.',
    )
  }
}

/**
 * Checks that times can be read.
 *
 * @throws UsageError when one cannot.
 */
function checkTimes({ from, to, duration, move }: UpdateFlags, { nowMs, zone }: TimeContext): void {
  const today = dayAt(nowMs, zone.name)
  for (const text of [from, to]) if (text !== undefined) readExpression(text, today)
  if (duration !== undefined) readDuration(duration)
  if (move !== undefined) readMove(move)
}

type Read = { readonly event?: Appointment; readonly error?: unknown }

/**
 * Reads the block. The service has no request for it, and is known to return one where appointments are read.
 *
 * @throws UsageError when it is no block; BlockSlotsError when the update would fail for the same reason.
 */
async function readBlock(id: string, client: BlockSlotsClient, session: Session): Promise<Read> {
  try {
    const event = await client.appointment(id, { signal: session.signal })
    checkReplaceable(event, shownZone(session))
    return { event }
  } catch (error) {
    if (!isBlockSlotsError(error) || error.code === 'invalid-input' || endsTheRun(error)) throw error
    return { error }
  }
}

/** What is known of the block for certain. An event may name a second owner, and times without an offset are of an unknown zone. */
function wholeOf({ calendarId, assignedUserId, title, startTime, endTime }: Appointment): Whole {
  const hasOneOwner = Boolean(calendarId) !== Boolean(assignedUserId)
  return {
    // Rows are known to have no title, or null.
    title: typeof title === 'string' ? title : '',
    ...([startTime, endTime].every(isExact) && { times: { startTime, endTime } }),
    ...(hasOneOwner &&
      (calendarId ? { owner: { calendarId } } : { owner: { assignedUserId: assignedUserId ?? '' } })),
  }
}

/** True for a time that has an offset. */
function isExact(time: string): boolean {
  try {
    return !readTime(time).zoneless
  } catch {
    return false
  }
}

/** The new owner, if one is named. */
async function findOwner(
  flags: UpdateFlags,
  client: BlockSlotsClient,
  session: Session,
): Promise<Owner | undefined> {
  const { user = [], calendar = [] } = flags
  if (user.length + calendar.length === 0) return undefined
  const locationId = await locationOf(flags, session)
  const found = await findOwners({ user, calendar }, { client, locationId, session })
  const [owner, ...more] = ownersToBlock(found, locationId)
  if (owner !== undefined && more.length === 0) return owner
  throw new UsageError(
    `${calendar[0] ?? 'It'} is a calendar of several people, each of whom has a block. Give one of them: --user ID.`,
  )
}

type When = { readonly times: BlockTimes | undefined; readonly notes: readonly string[] }

/** The new times: as given, on the day of the block where no day is given. A start alone moves the block, and keeps its length. */
function timesOf(
  { from, to, duration, move }: UpdateFlags,
  was: BlockTimes | undefined,
  { nowMs, zone }: TimeContext,
): When {
  if (move !== undefined) {
    return { times: was && shiftTimes(was, move, zone.name), notes: [] }
  }
  if (from === undefined && to === undefined && duration === undefined) return { times: was, notes: [] }
  const hasEnd = to !== undefined || duration !== undefined
  if (was === undefined && (from === undefined || !hasEnd)) return { times: undefined, notes: [] }
  const length = was && `PT${(Date.parse(was.endTime) - Date.parse(was.startTime)) / 1000}S`
  const flags = {
    from: from ?? was?.startTime ?? '',
    ...(hasEnd
      ? { ...(to !== undefined && { to }), ...(duration !== undefined && { duration }) }
      : { duration: length ?? '' }),
  }
  const start = was && toOffsetDateTime(new Date(Date.parse(was.startTime)), { timeZone: zone.name })
  // The times of the block are read in the zone that the list shows, whatever the offset of its start.
  const chosen = chooseTimes(flags, {
    nowMs,
    zone: { ...zone, isMachine: false },
    ...(start !== undefined && { was: { day: start.slice(0, 10), clock: start.slice(11, 19) } }),
  })
  const aloud = chosen.usesZone && zone.isMachine ? [`times are in ${describeZone(zone)}.`] : []
  return {
    times: chosen.times,
    notes: [...aloud, ...chosen.notes, ...describePast([chosen.times], { nowMs, zone })],
  }
}

/** What was there before, as far as it has changed. */
function describeBefore(
  event: Appointment,
  block: { title: string } & BlockTimes,
  { zone, columns = pageColumns }: Page,
): string[] {
  const isMoved =
    Date.parse(event.startTime) !== Date.parse(block.startTime) ||
    Date.parse(event.endTime) !== Date.parse(block.endTime)
  const before = [
    ...(isMoved ? [describeTimes(event, zone)] : []),
    ...(event.title === block.title ? [] : [describeTitle(event.title)]),
  ]
  return before.length === 0 ? [] : wrap(`was: ${before.join(', ')}`, '  ', { columns, hanging: '    ' })
}

/** The error of a block that is not known as a whole. */
function createMissingError(id: string, { owner, title, times }: Whole, cause: unknown): UsageError {
  const missing = [
    ...(title === undefined ? ['--title'] : []),
    ...(times === undefined ? ['--from and --to'] : []),
    ...(owner === undefined ? ['--user or --calendar'] : []),
  ].join(', and ')
  if (cause === undefined) {
    return new UsageError(
      `HighLevel does not return all of ${id}, and an update replaces all of it. Add ${missing}.`,
    )
  }
  const reason = isAbsent(cause)
    ? `there is no block ${id}, or HighLevel does not show it`
    : `${id} could not be read (${messageOf(cause)})`
  return new UsageError(
    `Nothing was changed: ${reason}. If it exists, add ${missing}: an update replaces all of it, also what stays as it is.`,
    { cause },
  )
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown')
