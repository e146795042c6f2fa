import { setTimeout } from 'node:timers/promises'
import process from 'node:process'
import type { Clock } from '@block-slots/client'
import { type Account, resolveAccount } from '../account/account.ts'
import { connectionOf, environmentOf, type SharedFlags } from '../account/connect.ts'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { checkAccess } from './access.ts'
import type { Check } from './check.ts'
import { checkClock } from './clock.ts'
import { checkLimit } from './limit.ts'
import { checkNode, checkZoneData, readZoneData } from './machine.ts'
import { describeChecks } from './report.ts'
import { askAll } from './requests.ts'
import { openService, type Service } from './service.ts'
import { checkConfig, findConfig, type FoundConfig } from './state.ts'
import { describeToken } from './token.ts'

/** The options of `doctor`. */
export type DoctorFlags = SharedFlags & { readonly config?: string }

/** `block-slots doctor`: checks what the commands need, and says what to do where it is missing. */
export async function doctor(flags: DoctorFlags, session: Session): Promise<void> {
  const { print, progress, columns = 80 } = session
  const found = await findConfig(flags.config, () => environmentOf(flags, session))
  progress.secrets = [...(progress.secrets ?? []), ...(found.loaded?.secrets() ?? [])]
  const checks = [
    ...checkMachine(found, session),
    ...(await checkService(flags, session)),
    ...(await checkConfig(found, session.now())),
  ]
  await (flags.json
    ? print({ json: { checks }, indent: 2 })
    : print(...describeChecks(checks, columns).map((line) => ({ line }))))
  progress.code = codeOf(checks)
}

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

async function checkService(flags: DoctorFlags, session: Session): Promise<Check[]> {
  const { now, signal } = session
  const account = await resolveAccount(flags, session)
  const { location, baseUrl, tokenOrigin } = account
  const token = await readToken(account)
  if (typeof token !== 'string' || location === undefined) {
    return [...(typeof token === 'string' ? [] : [token]), ...(location === undefined ? [noLocation] : [])]
  }
  const connection = await connectionOf(flags, session)
  const service = openService({
    token,
    locationId: location.value,
    baseUrl: connection.baseUrl,
    fetch: connection.fetch,
    clock: connection.clock ?? systemClock,
    now,
  })
  const answers = await askAll(service, signal)
  const checks = checkAccess(answers, {
    address:
      baseUrl === undefined ? 'services.leadconnectorhq.com' : `${baseUrl.value}, from ${baseUrl.origin},`,
    location: `${location.value}, from ${location.origin}`,
    token: `${describeToken(token, now())}, from ${tokenOrigin}`,
    version,
  })
  return [...checks, ...checkReplies(service)]
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
  now: Date.now,
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
}
