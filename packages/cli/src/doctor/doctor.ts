import { setTimeout } from 'node:timers/promises'
import process from 'node:process'
import type { Clock } from '@block-slots/client'
import { type Account, resolveAccount } from '../account/account.ts'
import { connectionOf, environmentOf } from '../account/connect.ts'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
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
import { openService, type Service, serviceAddress } from './service.ts'
import { checkConfig, findConfig, type FoundConfig } from './state.ts'
import { describeToken } from './token.ts'

/** The options of `doctor`. */
export type DoctorFlags = ProbeFlags & { readonly config?: string; readonly probe?: true }

/** `block-slots doctor`: checks what the commands need, and measures what a live account alone can tell. */
export async function doctor(flags: DoctorFlags, session: Session): Promise<void> {
  const { print, progress, columns = 80 } = session
  const sizes = flags.probe ? readSizes(flags, session) : undefined
  const found = await findConfig(flags.config, () => environmentOf(flags, session))
  progress.secrets = [...(progress.secrets ?? []), ...(found.loaded?.secrets() ?? [])]
  const { checks: ofService, service } = await checkService(flags, session)
  const checks = [...checkMachine(found, session), ...ofService, ...(await checkConfig(found, session.now()))]
  const code = codeOf(checks)
  const isReady = service !== undefined && ofService.every(({ state }) => state !== 'failed')
  if (!flags.json) await print(...describeChecks(checks, columns).map((line) => ({ line })))
  progress.code = code
  const probed = sizes && isReady ? await probe(flags, sizes, { service, session }) : undefined
  if (flags.json) await print({ json: { checks, ...(probed && { probe: probeAsJson(probed) }) }, indent: 2 })
  else if (probed !== undefined) await print('', ...describeProbe(probed, columns).map((line) => ({ line })))
  if (probed === undefined) return
  if (!isComplete(probed)) progress.code = 7
  const { ended, cleanup } = probed
  // What is left on the calendar decides before the reason for which it ended.
  if (ended !== undefined && isClean(cleanup)) throw ended.error
}

/** True when nothing is known to be left behind. */
const isClean = ({ leftover, failure }: Cleanup): boolean => leftover.length === 0 && failure === undefined

/** True when everything was measured, and nothing is left behind. */
const isComplete = ({ findings, cleanup }: Probed): boolean =>
  isClean(cleanup) && findings.every(({ state }) => state !== 'failed')

/** The checks that fail because of the token. */
const ofToken = /^(token|location|scope )/

/** The exit code: 3 where the token is the reason, else 1 where anything failed. */
function codeOf(checks: readonly Check[]): number {
  const failed = checks.filter(({ state }) => state === 'failed')
  if (failed.some(({ id }) => ofToken.test(id))) return 3
  return failed.length > 0 ? 1 : 0
}

function checkMachine({ loaded }: FoundConfig, { zone, now }: Session): Check[] {
  const owners = Object.values(loaded?.config.owners ?? {})
  const zones = [zone, loaded?.config.timeZone, ...owners.map(({ timeZone }) => timeZone)]
  const inUse = zones.filter((name) => name !== undefined)
  return [checkNode(process.versions.node), checkZoneData(readZoneData(inUse, now()))]
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
  const service = openService({
    token,
    locationId: location.value,
    baseUrl: connection.baseUrl ?? serviceAddress,
    fetch: connection.fetch,
    clock: connection.clock ?? systemClock,
    now,
  })
  const answers = await askAll(service, signal)
  const checks = checkAccess(answers, {
    address: baseUrl === undefined ? serviceAddress : `${baseUrl.value}, from ${baseUrl.origin},`,
    location: `${location.value}, from ${location.origin}`,
    token: `${describeToken(token, now())}, from ${tokenOrigin}`,
    version,
  })
  return { checks: [...checks, ...checkReplies(service)], service }
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
  return last === undefined ? [] : [checkLimit(last.limit), checkClock(replies)]
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
