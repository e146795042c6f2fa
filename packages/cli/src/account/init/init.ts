import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { listConfigurations } from '../../configurations.ts'
import { UsageError } from '../../error.ts'
import type { Session } from '../../session.ts'
import { quoteArgument } from '../../text/quote.ts'
import { chooseZone } from '../../time/zone.ts'
import { hasProfile, profilesPath, resolveAccount } from '../account.ts'
import { connect, locationOf, type SharedFlags } from '../connect.ts'
import { findOwners, type FoundOwner, type OwnerFlags } from '../find-owners.ts'
import { openLists } from '../lists.ts'
import { lacksScope } from '../scope.ts'
import { askOwners, askSources, askZone, readFeedFrom, readHours, readPlace } from './answers.ts'
import { type Answers, nameOwners, writeConfiguration } from './configuration.ts'
import { addProfile, checkConfiguration, ignoreState } from './files.ts'
import { Cancelled, declinedCode, openPrompts, type Prompts } from './prompts.ts'

/** The options of `block-slots init`. Each answers a question. */
export type InitFlags = SharedFlags &
  OwnerFlags & {
    readonly config?: string
    readonly holidays?: string
    readonly hours?: string
    readonly feed?: string
    readonly yes?: true
  }

/** The name of the configuration. */
const defaultName = 'block-slots.yaml'

/**
 * `block-slots init`: asks what is to be kept equal, and writes a configuration. An option answers its question; with `--yes`
 * nothing is asked. A file is never replaced without a question.
 */
export async function init(
  flags: InitFlags,
  session: Session,
  open: (signal: AbortSignal) => Promise<Prompts> = openPrompts,
): Promise<void> {
  if (!flags.yes && session.ask === undefined) throw new UsageError(describeFlags(flags))
  const prompts = flags.yes ? undefined : await open(session.signal)
  try {
    await write(flags, session, prompts)
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
    await session.note('Nothing was written.')
    session.progress.code = error.exitCode
  }
}

const describeFlags = ({ user = [], calendar = [] }: InitFlags): string => {
  const owners = [
    ...user.map((name) => `--user ${quoteArgument(name)}`),
    ...calendar.map((name) => `--calendar ${quoteArgument(name)}`),
  ]
  return (
    'Expected a terminal to ask on and found none. Add --yes and the answers, such as: ' +
    `block-slots init --yes ${owners.join(' ') || '--user anna'} --holidays US --hours 9:00-17:00`
  )
}

async function write(given: InitFlags, session: Session, prompts: Prompts | undefined): Promise<void> {
  const { flags, newProfile } = await splitNewProfile(given, session)
  const path = resolve(flags.config ?? defaultName)
  await checkPath(path, flags, prompts)
  const answers = await gather(flags, session, prompts)
  const text = writeConfiguration(answers)
  await checkConfiguration(text, answers.feed)
  if (prompts !== undefined) {
    await session.note('', ...text.trimEnd().split('\n'), '')
    if (!(await prompts.confirm(`Write this to ${basename(path)}?`, true))) throw new Cancelled(declinedCode)
  }
  session.signal.throwIfAborted()
  await writeFile(path, text)
  const isIgnored = await ignoreState(dirname(path))
  const profile = newProfile && (await writeProfile(newProfile, { flags, answers, session }))
  if (flags.json) {
    await session.print({ json: { path, owners: answers.owners, isIgnored, profile }, indent: 2 })
    return
  }
  const option = flags.config === undefined ? '' : ` --config ${quoteArgument(flags.config)}`
  await session.print(
    `Wrote ${flags.config ?? defaultName}.`,
    ...(isIgnored ? ['Added .block-slots/ to .gitignore: the state of this machine is kept there.'] : []),
    ...(profile === undefined ? [] : [`Added the profile ${newProfile} to ${profile}.`]),
    `Next, print what it would change: block-slots plan${option}`,
  )
}

/** Refuses to replace a configuration, or to write one beside another, unless that is confirmed. */
async function checkPath(
  path: string,
  { config, yes }: InitFlags,
  prompts: Prompts | undefined,
): Promise<void> {
  const name = basename(path)
  const others = config === undefined ? listConfigurations(dirname(path)) : existsSync(path) ? [name] : []
  if (others.length === 0) return
  const other = others.find((each) => each !== name)
  if (other !== undefined || yes) {
    throw new UsageError(
      `Expected no configuration in ${dirname(path)} and found ${other ?? name}. ` +
        'Remove it, or write another file with --config.',
    )
  }
  if (!(await prompts?.confirm(`${name} exists. Replace it?`, false))) throw new Cancelled(declinedCode)
}

async function gather(flags: InitFlags, session: Session, prompts: Prompts | undefined): Promise<Answers> {
  const folder = dirname(resolve(flags.config ?? defaultName))
  const given = await readSources(flags, folder)
  const location = await locationOf(flags, session)
  const context = { client: await connect(flags, session), locationId: location, session }
  const lists = openLists(context)
  const hasOwners = flags.user !== undefined || flags.calendar !== undefined
  const owners =
    prompts === undefined || hasOwners
      ? await findOwners(flags, context)
      : await askOwners(prompts, await lists.user(), await lists.calendar())
  checkOwners(owners)
  const { zone } = await resolveAccount(flags, session)
  const known =
    zone?.value ??
    (await readZone(() => context.client.location(location, { signal: session.signal }), session))
  const chosen = prompts === undefined || flags.zone !== undefined ? known : await askZone(prompts, known)
  const hasSources = Object.keys(given).length > 0
  const sources = prompts === undefined || hasSources ? given : await askSources(prompts, folder)
  return { location, zone: chosen, owners: nameOwners(owners), ...sources }
}

/** Reads the options that answer why time is blocked, before anything is sent. */
async function readSources({ holidays, hours, feed }: InitFlags, folder: string): Promise<Partial<Answers>> {
  return {
    ...(holidays !== undefined && { holidays: await readPlace(holidays) }),
    ...(hours !== undefined && { hours: readHours(hours) }),
    ...(feed !== undefined && { feed: readFeedFrom(folder, feed) }),
  }
}

function checkOwners(owners: readonly FoundOwner[]): void {
  if (owners.length === 0) {
    throw new UsageError(
      'Expected --user or --calendar with whose time is to be blocked, such as --user anna.',
    )
  }
  for (const owner of owners) {
    const type = owner.type === 'calendar' ? owner.calendar?.calendarType : undefined
    if (type === undefined || type === 'event') continue
    throw new UsageError(
      `Expected --calendar to name a calendar of type event, and ${owner.name} is of type ${type.replaceAll('_', ' ')}. ` +
        'Give its team members with --user.',
    )
  }
}

/** Reads the zone of the sub-account. Without the scope for it, that of this machine is taken. */
async function readZone(
  read: () => Promise<{ readonly timezone?: string }>,
  session: Session,
): Promise<string> {
  try {
    return chooseZone((await read()).timezone, session).name
  } catch (error) {
    if (!lacksScope(error)) throw error
    const { name } = chooseZone(undefined, session)
    await session.note(
      `Note: ${name} is the zone of this machine; that of the sub-account needs the scope locations.readonly.`,
    )
    return name
  }
}

/** Adds a profile with the account of the environment. Returns the path of its file. */
async function writeProfile(
  name: string,
  {
    flags,
    answers,
    session,
  }: { readonly flags: InitFlags; readonly answers: Answers; readonly session: Session },
): Promise<string> {
  const path = profilesPath(session.env) ?? ''
  const { baseUrl } = await resolveAccount(flags, session)
  await addProfile(path, name, {
    location: answers.location,
    zone: answers.zone,
    ...(baseUrl && { 'base-url': baseUrl.value }),
    token: 'env:HIGHLEVEL_TOKEN',
  })
  return path
}

/**
 * Takes `--profile` from the options where there is no such profile yet: it is written then, from the account of the environment.
 *
 * @throws UsageError when the environment has no token for it.
 */
async function splitNewProfile(
  given: InitFlags,
  session: Session,
): Promise<{ readonly flags: InitFlags; readonly newProfile?: string }> {
  const { profile, ...flags } = given
  if (profile === undefined || (await hasProfile(profile, session))) return { flags: given }
  const { tokenOrigin } = await resolveAccount(flags, session)
  if (tokenOrigin === 'HIGHLEVEL_TOKEN') return { flags, newProfile: profile }
  throw new UsageError(
    `Expected HIGHLEVEL_TOKEN to hold the token of the new profile ${profile} and found it missing. Set it.`,
  )
}
