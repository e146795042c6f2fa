import { setTimeout } from 'node:timers/promises'
import process from 'node:process'
import { type Clock, isBlockSlotsError } from '@block-slots/client'
import type { Line } from '@block-slots/sync/view'
import { type Account, resolveAccount } from '../account/account.ts'
import { connectionOf, environmentOf, serviceAddress } from '../account/connect.ts'
import manifest from '../../package.json' with { type: 'json' }
import { UsageError } from '../error.ts'
import { describeMessage } from '../message.ts'
import type { Session } from '../session.ts'
import { pageColumns } from '../text/columns.ts'
import { shownZone } from '../time/zone.ts'
import { checkAccess } from './access.ts'
import type { Check } from './check.ts'
import { checkClock } from './clock.ts'
import { checkLimit } from './limit.ts'
import { checkNode, checkZoneData, readZoneData } from './machine.ts'
import type { Cleanup } from './probe/clean.ts'
import { describeProbe, probeAsJson } from './probe/describe.ts'
import { probe, type Probed, type ProbeFlags, readSizes } from './probe/run.ts'
import { describeChecks } from './report.ts'
import { askAll } from './requests.ts'
import { openService, type Service } from './service.ts'
import { checkConfig, findConfig, type FoundConfig } from './state.ts'
import { describeToken } from './token.ts'

/** The options of `doctor`. */
export type DoctorFlags = ProbeFlags & { readonly config?: string; readonly probe?: true }

/** `block-slots doctor`: checks what the commands need, and measures what a live account alone can tell. */
export async function doctor(flags: DoctorFlags, session: Session): Promise<void> {
  const { print, note, progress, columns = pageColumns } = session
  const { json } = flags
  const sizes = flags.probe ? readSizes(flags, session) : undefined
  const printLines = (lines: readonly Line[]): Promise<void> => print(...lines.map((line) => ({ line })))
  const { checks, service } = await checkAll(flags, session)
  progress.code = codeOf(checks)
  if (!json) await printLines(describeChecks(checks, columns))
  if (sizes && service === undefined) await note('Nothing was measured. Correct first what has failed.')
  const probed = sizes && service && (await probe(flags, sizes, { service, session }))
  if (json) {
    const measured = probed && { probe: probeAsJson(probed) }
    await print({ json: { version: manifest.version, checks, ...measured }, indent: 2 })
  } else if (probed) await printLines([[''], ...describeProbe(probed, columns)])
  if (!probed) return
  // All that was created is deleted, or is named in the report.
  progress.applied = 'no'
  if (!isComplete(probed)) progress.code = 7
  // What is left on the calendar decides before the reason for which it ended.
  if (probed.ended && isClean(probed.cleanup)) throw probed.ended.error
}

/** Checks everything, and returns the service where it can be used. */
async function checkAll(
  flags: DoctorFlags,
  session: Session,
): Promise<{ readonly checks: Check[]; readonly service: Service | undefined }> {
  const { progress, now } = session
  const found = await findConfig(flags.config, () => environmentOf(flags, session))
  progress.secrets = [...(progress.secrets ?? []), ...(found.loaded?.secrets() ?? [])]
  const { checks, service } = await checkService(flags, session)
  const isUsable = checks.every(({ state }) => state !== 'failed')
  return {
    checks: [...(await checkMachine(found, flags, session)), ...checks, ...(await checkConfig(found, now()))],
    service: isUsable ? service : undefined,
  }
}

/** True when nothing is known to be left behind. */
const isClean = ({ leftover, failure }: Cleanup): boolean => leftover.length === 0 && failure === undefined

/** True when everything was measured, and nothing is left behind. */
const isComplete = ({ findings, cleanup }: Probed): boolean =>
  isClean(cleanup) && findings.every(({ state }) => state !== 'failed')

/** The checks that fail because of the token. */
const ofToken = /^(token|location|scope )/

/** The exit code: 3 where the token is the reason, 2 where no account is named, 4 for the rate limit, else 1 for what failed. */
function codeOf(checks: readonly Check[]): number {
  const failed = checks.filter(({ state }) => state === 'failed')
  if (failed.some((each) => each !== noLocation && ofToken.test(each.id))) return 3
  if (failed.includes(noLocation)) return 2
  if (failed.some(({ id }) => id === 'limit')) return 4
  return failed.length > 0 ? 1 : 0
}

async function checkMachine({ loaded }: FoundConfig, flags: DoctorFlags, session: Session): Promise<Check[]> {
  const account = await resolveAccount(flags, session)
  const owners = Object.values(loaded?.config.owners ?? {})
  const zones = [
    account.zone?.value ?? shownZone(session),
    loaded?.config.timeZone,
    ...owners.map(({ timeZone }) => timeZone),
  ].filter((name) => name !== undefined)
  return [checkNode(process.versions.node), checkZoneData(readZoneData(zones, session.now()))]
}

/** Checks the service, which can be used if there is an account for it. */
async function checkService(
  flags: DoctorFlags,
  session: Session,
): Promise<{ readonly checks: Check[]; readonly service?: Service }> {
  const { now, signal } = session
  const account = await resolveAccount(flags, session)
  const { location, baseUrl, tokenOrigin } = account
  const token = await readToken(account)
  if (typeof token !== 'string' || location === undefined) {
    return {
      checks: [
        ...(typeof token === 'string' ? [] : [token]),
        ...(location === undefined ? [noLocation] : []),
      ],
    }
  }
  const connection = await connectionOf(flags, session)
  const service = tryOpen({
    token,
    locationId: location.value,
    baseUrl: connection.baseUrl ?? serviceAddress,
    fetch: connection.fetch,
    clock: connection.clock ?? systemClock,
    now,
  })
  if (typeof service === 'string') {
    const text = `Token: that from ${tokenOrigin} cannot be used`
    return { checks: [{ id: 'token', state: 'failed', text, remedy: service }] }
  }
  const answers = await askAll(service, signal)
  const checks = checkAccess(answers, {
    address: baseUrl === undefined ? serviceAddress : `${baseUrl.value}, from ${baseUrl.origin},`,
    location: `${location.value}, from ${location.origin}`,
    token: `${describeToken(token, now())}, from ${tokenOrigin}`,
    version,
  })
  return { checks: [...checks, ...checkReplies(service)], service }
}

/** Opens the service, or returns what is wrong with the token. */
function tryOpen(connection: Parameters<typeof openService>[0]): Service | string {
  try {
    return openService(connection)
  } catch (error) {
    if (!isBlockSlotsError(error, 'invalid-input')) throw error
    return describeMessage(error.message)
  }
}

/** The version of the API that the client sends. */
const version = '2021-04-15'

const noLocation: Check = {
  id: 'location',
  state: 'failed',
  text: 'Sub-account: none is given',
  remedy: 'Set HIGHLEVEL_LOCATION_ID to its id, add --location, or name a profile with --profile.',
}

/** Reads the token, or describes why it cannot be read. */
async function readToken({ tokenOrigin, readToken: read }: Account): Promise<string | Check> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const from = tokenOrigin === undefined ? 'none is given' : `cannot be read from ${tokenOrigin}`
    return { id: 'token', state: 'failed', text: `Token: ${from}`, remedy: error.message }
  }
}

function checkReplies({ replies }: Service): Check[] {
  const last = replies.at(-1)
  return last === undefined ? [] : [checkLimit(last.limit, last.status), checkClock(replies)]
}

/** The clock of the machine, for waits. */
const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    try {
      await setTimeout(ms, undefined, { signal })
    } catch {
      // Node rejects with an error of its own.
      signal.throwIfAborted()
    }
  },
}
