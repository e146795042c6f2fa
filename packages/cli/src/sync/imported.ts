import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type BlockSlotsClient, createBlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
import type { Run } from '@block-slots/sync'
import { sqliteStore } from '@block-slots/sync/sqlite'
import { resolveAccount } from '../account/account.ts'
import { serviceAddress, type SharedFlags } from '../account/connect.ts'
import type { Session } from '../session.ts'
import { shownZone } from '../time/zone.ts'
import { clientOptionsOf, type SyncSetup } from './open.ts'

// `import` and `holidays` have no configuration beside which a state could be. Each source has one of its own, because the blocks
// of one must not look unwanted to another: `block-slots/<location>/<source>.db` in the folder for states of the user.

const extension = '.db'

/** The folder of the states of all imports. */
const folderOf = ({ XDG_STATE_HOME, HOME }: Session['env']): string =>
  join(XDG_STATE_HOME || join(HOME || homedir(), '.local', 'state'), 'block-slots')

/**
 * The path of the state of a source.
 *
 * @param identity - Identifies the source: a path or an address, which is not in the result.
 */
export function statePathOf(
  source: {
    readonly name: string
    readonly locationId: string
    readonly identity: string
    /** Where the service is, if that is given: what was created on a sandbox is on no other. */
    readonly baseUrl?: string | undefined
  },
  env: Session['env'],
): string {
  const word = source.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
  const { identity, baseUrl } = source
  const address = new URL(baseUrl ?? serviceAddress).origin
  const whole = address === serviceAddress ? identity : `${address} ${identity}`
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8)
  return join(folderOf(env), source.locationId, `${word}-${hash}${extension}`)
}

/** A state of an import, by its path. */
type ImportedState = { readonly statePath: string; readonly locationId: string }

/** Lists the states of all imports of this user. */
function listImportedStates(env: Session['env']): ImportedState[] {
  const folder = folderOf(env)
  return namesIn(folder).flatMap((locationId) =>
    namesIn(join(folder, locationId))
      .filter((name) => name.endsWith(extension))
      .map((name) => ({ statePath: join(folder, locationId, name), locationId })),
  )
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}

/** A run of an import. */
export type ImportedRun = ImportedState & { readonly run: Run }

/** Runs of imports, and the errors of states that could not be read. */
export type ImportedRuns = { readonly runs: readonly ImportedRun[]; readonly failures: readonly unknown[] }

/** Finds the runs of imports: all, or those whose id begins with a text. */
export async function findImportedRuns({ env }: Session, id?: string): Promise<ImportedRuns> {
  const runs: ImportedRun[] = []
  const failures: unknown[] = []
  for (const state of listImportedStates(env)) {
    try {
      const store = sqliteStore(state.statePath)
      // oxlint-disable-next-line no-await-in-loop -- One file is open at a time.
      const found = await store.runs(id).finally(() => store.close())
      runs.push(...found.map((run) => ({ ...state, run })))
    } catch (error) {
      if (!isBlockSlotsError(error)) throw error
      failures.push(error)
    }
  }
  return { runs, failures }
}

/** What a run of an import is opened with: it is carried out and undone without its source. */
export async function setupOf(
  { statePath, locationId, run }: ImportedRun,
  flags: SharedFlags,
  session: Session,
): Promise<SyncSetup> {
  const client = await createSyncClient(locationId, flags, session)
  return {
    statePath,
    isImported: true,
    config: {
      name: run.name,
      timeZone: shownZone(session),
      window: { days: 1 },
      owners: {},
      sources: {},
    },
    clientOf: () => client,
  }
}

/** Creates a client with the token of the account. */
export async function createSyncClient(
  locationId: string,
  flags: SharedFlags,
  session: Session,
): Promise<BlockSlotsClient> {
  const token = await (await resolveAccount(flags, session)).readToken()
  return createBlockSlotsClient({ ...(await clientOptionsOf(flags, session)), token, locationId })
}
