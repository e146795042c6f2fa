import { isBlockSlotsError } from '@block-slots/client'
import { confirmBlock, type ConfirmFlags } from './confirm.ts'
import { resolveAccount } from '../account/account.ts'
import { connect, locationOf, type SharedFlags } from '../account/connect.ts'
import type { Session } from '../session.ts'
import { UsageError, whichOwner } from '../failure.ts'
import { describeSlot } from './print.ts'
import { chooseTimes, type TimeFlags } from '../time/times.ts'

/** The owner of blocks. */
export type OwnerFlags = { readonly calendar?: string; readonly user?: string; readonly group?: string }
type BlockFlags = SharedFlags & OwnerFlags & TimeFlags & { readonly title: string }

/** `block-slots create`: blocks time and prints the block. */
export async function create(flags: BlockFlags, session: Session): Promise<void> {
  const { note, ...times } = chooseTimes(flags)
  const block = {
    ...ownerOf(flags),
    locationId: await locationOf(flags, session),
    title: flags.title,
    ...times,
  }
  const client = await connect(flags, session)
  const created = await changing(session, () => client.create(block, { signal: session.signal }))
  if (note !== undefined) await session.note(`Note: ${note}`)
  await printResult(flags, session, created, () => [
    ...describeChange('Blocked', describeSlot(created, flags.zone ?? session.zone, session.zone)),
  ])
}

/** `block-slots update`: replaces a block and prints the new one. */
export async function update(id: string, flags: BlockFlags, session: Session): Promise<void> {
  const { note, ...times } = chooseTimes(flags)
  const { location } = await resolveAccount(flags, session)
  const block = {
    ...ownerOf(flags),
    ...(location ? { locationId: location.value } : {}),
    title: flags.title,
    ...times,
  }
  const client = await connect(flags, session)
  // An event that cannot be read is updated all the same: the request is meant for blocks alone.
  await confirmBlock(id, { yes: true }, { client, session, remedy: 'Change appointments in HighLevel.' })
  const changed = await changing(session, () => client.update(id, block, { signal: session.signal }))
  if (note !== undefined) await session.note(`Note: ${note}`)
  await printResult(flags, session, changed, () =>
    describeChange('Changed', describeSlot(changed, flags.zone ?? session.zone, session.zone)),
  )
}

/** `block-slots delete`: deletes a block, and an appointment only when that is meant. */
export async function remove(id: string, flags: SharedFlags & ConfirmFlags, session: Session): Promise<void> {
  const client = await connect(flags, session)
  const remedy = 'Add --appointment to delete the appointment.'
  await confirmBlock(id, flags, { client, session, remedy })
  const deleted = await changing(session, () => client.delete(id, { signal: session.signal }))
  await printResult(flags, session, deleted, () => [
    deleted.alreadyDeleted ? `${id} was already deleted.` : `Deleted ${id}.`,
  ])
}

const describeChange = (verb: string, [line = '', ...more]: readonly string[]): string[] => [
  `${verb} ${line}`,
  ...more,
]

/** Records what a write has changed, or may have: the exit code depends on it, however the run ends. */
async function changing<Result>({ progress }: Session, write: () => Promise<Result>): Promise<Result> {
  progress.applied = 'unknown'
  try {
    const result = await write()
    progress.applied = 'yes'
    return result
  } catch (error) {
    if (isBlockSlotsError(error)) progress.applied = error.applied
    throw error
  }
}

/** Prints a result, as JSON or in words. */
export async function printResult(
  { json, verbose }: SharedFlags,
  { print, note, progress }: Session,
  result: unknown,
  describe: () => readonly string[],
): Promise<void> {
  if (verbose) await note(`< ${JSON.stringify(result)}`)
  await print(...(json ? [{ json: result, indent: 2 }] : describe()))
  progress.applied = 'no'
}

function ownerOf({ calendar, user }: OwnerFlags): { calendarId: string } | { assignedUserId: string } {
  if (calendar !== undefined && user === undefined) return { calendarId: calendar }
  if (user !== undefined && calendar === undefined) return { assignedUserId: user }
  throw new UsageError(`Give either --calendar or --user, and not both. ${whichOwner}`)
}
