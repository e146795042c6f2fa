import { resolveAccount } from '../account/account.ts'
import { connect, type SharedFlags } from '../account/connect.ts'
import type { Session } from '../session.ts'
import { shownZone } from '../time/zone.ts'
import { confirmBlock, type DeleteFlags } from './confirm.ts'
import { describeSlot } from './sentence.ts'
import { writeAll } from './write.ts'

/** `block-slots delete`: deletes blocks, and appointments only when that is meant. All of them are read before the first one goes. */
export async function remove(
  given: readonly string[],
  flags: SharedFlags & DeleteFlags & { readonly zone?: string },
  session: Session,
): Promise<void> {
  const { zone: named } = await resolveAccount(flags, session)
  const zone = named?.value ?? shownZone(session)
  const client = await connect(flags, session)
  const { columns } = session
  const remedy = 'Add --appointment to delete the appointment.'
  const ids = [...new Set(given)]
  const events = await Promise.all(ids.map((id) => confirmBlock(id, flags, { client, session, remedy })))
  await writeAll(
    {
      items: ids.map((id, at) => ({ id, event: events[at] })),
      done: 'deleted',
      again: 'Run it again: what is already deleted is not an error.',
      flags,
      nameOf: ({ id }) => id,
      send: async ({ id }, signal) => ({ id, ...(await client.delete(id, { signal })) }),
      describe: ({ id, alreadyDeleted }, { event }) => {
        if (alreadyDeleted) return [`${id} was already deleted.`]
        return event === undefined ? [`Deleted ${id}.`] : describeSlot('Deleted', event, { zone, columns })
      },
    },
    session,
  )
}
