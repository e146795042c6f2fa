import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toOffsetDateTime } from '@block-slots/helpers'
import { systemCode, TokenError, UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { quoteArgument } from '../text/quote.ts'
import { explainZone } from '../time/zone.ts'
import type { Profile } from './profiles.ts'
import type { Setting } from './setting.ts'

/** The options that say with which account a command works. */
export type AccountFlags = {
  readonly location?: string
  readonly baseUrl?: string
  readonly profile?: string
  readonly zone?: string
}

/** The account that a command works with. What is given nowhere is missing. */
export type Account = {
  /** The id of the sub-account. */
  readonly location?: Setting
  /** The time zone of wall clocks. Without it, that of this machine. */
  readonly zone?: Setting
  readonly baseUrl?: Setting
  /** The name of the profile that was read, and what has named it. */
  readonly profile?: Setting
  /** Where the token is. Missing when no token is given. */
  readonly tokenOrigin?: string
  /** Reads the token, once. It is in no output from then on. */
  readonly readToken: () => Promise<string>
}

/** The accounts of runs: a command that gives a token may ask a question, so it is run once. */
const accounts = new WeakMap<Session, Promise<Account>>()

/**
 * Finds the account of a run: from options, then the environment, then the profile. A profile that is named by `--profile` is an
 * option, so its values come before the environment. The default profile counts only where the environment names no account.
 *
 * @throws UsageError when the file of profiles is wrong, or has no such profile.
 */
export function resolveAccount(flags: AccountFlags, session: Session): Promise<Account> {
  const known = accounts.get(session)
  if (known !== undefined) return known
  const account = readAccount(flags, session)
  accounts.set(session, account)
  return account
}

async function readAccount(flags: AccountFlags, session: Session): Promise<Account> {
  const chosen = await chooseProfile(flags, session)
  const values = mergeAccount(flags, session.env, chosen)
  checkAddress(values.baseUrl)
  checkZone(values.zone)
  let token: Promise<string> | undefined
  return {
    ...(values.location && { location: values.location }),
    ...(values.zone && { zone: values.zone }),
    ...(values.baseUrl && { baseUrl: values.baseUrl }),
    ...(values.token && { tokenOrigin: values.token.origin }),
    ...(chosen && { profile: { value: chosen.profile.name, origin: chosen.origin } }),
    readToken: () => (token ??= readToken(values.token, chosen?.profile, session)),
  }
}

type Chosen = { readonly profile: Profile; readonly origin: string }
type Key = 'baseUrl' | 'location' | 'token' | 'zone'

/** Decides which value counts. The value of the token is a reference where it comes from a profile. */
export function mergeAccount(
  flags: AccountFlags,
  env: Session['env'],
  chosen: Chosen | undefined,
): Readonly<Record<Key, Setting | undefined>> {
  const { profile, origin } = chosen ?? {}
  const ofProfile = (value: string | undefined): Setting | undefined =>
    settingOf(value, `profile ${profile?.name}`)
  const pick = (flag: Setting | undefined, variable: string | undefined, value: string | undefined) => {
    const ofEnvironment = variable === undefined ? undefined : settingOf(env[variable]?.trim(), variable)
    const isFirst = origin === '--profile'
    return flag ?? (isFirst ? (ofProfile(value) ?? ofEnvironment) : (ofEnvironment ?? ofProfile(value)))
  }
  return {
    token: pick(undefined, 'HIGHLEVEL_TOKEN', profile?.token ?? profile?.tokenCommand),
    location: pick(settingOf(flags.location, '--location'), 'HIGHLEVEL_LOCATION_ID', profile?.location),
    baseUrl: pick(settingOf(flags.baseUrl, '--base-url'), 'HIGHLEVEL_BASE_URL', profile?.baseUrl),
    zone: pick(settingOf(flags.zone, '--zone'), undefined, profile?.zone),
  }
}

const settingOf = (value: string | undefined, origin: string): Setting | undefined =>
  value === undefined || value === '' ? undefined : { value, origin }

/** Finds the profile of a run. The file is not read where nothing of it would count. */
async function chooseProfile(
  { profile, location }: AccountFlags,
  { env }: Session,
): Promise<Chosen | undefined> {
  const named = settingOf(profile, '--profile') ?? settingOf(env.BLOCK_SLOTS_PROFILE, 'BLOCK_SLOTS_PROFILE')
  const isComplete = Boolean(env.HIGHLEVEL_TOKEN) && Boolean(location ?? env.HIGHLEVEL_LOCATION_ID)
  if (named === undefined && isComplete) return undefined
  const path = profilesPath(env)
  const text = path === undefined ? undefined : await readOptional(path)
  if (path === undefined || text === undefined) {
    if (named === undefined) return undefined
    throw new UsageError(
      `Expected the profile "${named.value}" of ${named.origin} in ${path ?? 'profiles.yaml'} and found no such file. ` +
        `Create it with: block-slots init --profile ${quoteArgument(named.value)}`,
    )
  }
  const { findProfile } = await import('./profiles.ts')
  const found = findProfile(text, path, named)
  return found && { profile: found, origin: named?.origin ?? 'the default' }
}

/** True when the file of profiles has a profile of a name. */
export async function hasProfile(name: string, { env }: Session): Promise<boolean> {
  const path = profilesPath(env)
  const text = path === undefined ? undefined : await readOptional(path)
  if (path === undefined || text === undefined) return false
  const { readProfiles } = await import('./profiles.ts')
  return readProfiles(text, path).profiles.some((profile) => profile.name === name)
}

/** The path of the file of profiles; `undefined` without a home folder. */
export function profilesPath({ XDG_CONFIG_HOME, HOME, USERPROFILE }: Session['env']): string | undefined {
  const home = HOME || USERPROFILE
  const folder = XDG_CONFIG_HOME || (home && join(home, '.config'))
  return folder ? join(folder, 'block-slots', 'profiles.yaml') : undefined
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new UsageError(`Expected to read ${path} and got the error ${code}.`)
  }
}

async function readToken(
  token: Setting | undefined,
  profile: Profile | undefined,
  session: Session,
): Promise<string> {
  if (token === undefined) throw new TokenError(noToken)
  const isOfProfile = profile !== undefined && token.origin === `profile ${profile.name}`
  const value = isOfProfile
    ? await (await import('./token.ts')).readProfileToken(profile, session)
    : token.value
  const { progress } = session
  progress.secrets = [...(progress.secrets ?? []), value]
  return value
}

const noToken =
  'No token is given. Set HIGHLEVEL_TOKEN to a Private Integration Token of the sub-account (in its settings, under ' +
  '"Private Integrations"), with the scopes "Edit Calendar Events", "View Calendar Events", "View Calendars" and ' +
  '"View Users", or name a profile with --profile. To try it without an account: block-slots sandbox'

function checkAddress(setting: Setting | undefined): void {
  if (setting === undefined || isAddress(setting.value)) return
  throw new UsageError(
    `Expected ${setting.origin} to be an http or https address such as https://services.leadconnectorhq.com, without a ` +
      `password, query or fragment${isPlain(setting.value) ? `, and got "${setting.value}"` : ''}.`,
  )
}

/** True for text that cannot hold a password. */
const isPlain = (text: string): boolean => /^[\w.:/-]{1,60}$/.test(text)

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username + password + search + hash === ''
}

function checkZone(setting: Setting | undefined): void {
  if (setting === undefined) return
  try {
    toOffsetDateTime(0, { timeZone: setting.value })
  } catch (error) {
    // The helpers suggest names by the city as well, and know what abbreviations mean.
    throw error instanceof RangeError ? new UsageError(explainZone(error.message)) : error
  }
}
