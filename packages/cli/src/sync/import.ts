import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isBlockSlotsError, secret } from '@block-slots/client'
import { type HolidayKind, holidays, ics, type Source } from '@block-slots/sync'
import { checkOwnersNamed } from '../account/find-owners.ts'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { suggest } from '../text/suggest.ts'
import { splitPlace } from './place.ts'
import { type ImportFlags, importSource } from './import-source.ts'

/** `block-slots import`: blocks the times of a calendar file or a feed, and keeps them equal to it when it is run again. */
export async function importCalendar(
  from: string,
  flags: ImportFlags & { readonly allowPrivateAddresses?: true },
  session: Session,
): Promise<void> {
  checkOwnersNamed(flags)
  const { name, address } = readOrigin(from, session)
  const { title, allowPrivateAddresses } = flags
  const items = createSource(() =>
    ics({
      ...(address.protocol === 'file:' ? { file: address } : { url: secret(address.href) }),
      ...(title !== undefined && { title }),
      ...(allowPrivateAddresses && { allowPrivateAddresses }),
    }),
  )
  const isFile = address.protocol === 'file:'
  const source = isFile ? readFileOf(name, items) : items
  await importSource({ name: `import ${name}`, identity: address.href, items: source }, flags, session)
}

/** Reads a source of a file, in which a mistake is one of the command line, and is reported with the name of the file. */
function readFileOf(name: string, source: Source): Source {
  return async function* (window, context) {
    try {
      yield* source(window, context)
    } catch (error) {
      if (!isBlockSlotsError(error, 'guard')) throw error
      throw new UsageError(`${name}: ${error.message}`)
    }
  }
}

/** `block-slots holidays`: blocks the holidays of a country or of a part of it, likewise. */
export async function importHolidays(
  country: string,
  region: string | undefined,
  flags: ImportFlags & { readonly kinds?: readonly string[]; readonly language?: string },
  session: Session,
): Promise<void> {
  checkOwnersNamed(flags)
  const { title, language } = flags
  const kinds = flags.kinds?.map(readKind)
  const code = splitPlace([country, region ?? ''].join(' '))
  const place = [code.country, ...(code.region === undefined ? [] : [code.region])].join(' ').toUpperCase()
  const identity = [place, ...(kinds ?? [])].join(' ')
  const items = createSource(() => holidays({ ...code, title, kinds, language }))
  await importSource({ name: `holidays ${place}`, identity, items }, flags, session)
}

/** Creates a source of options, of which a mistake is one of the command line. */
function createSource(create: () => Source): Source {
  try {
    return create()
  } catch (error) {
    if (isBlockSlotsError(error) || !(error instanceof Error)) throw error
    throw new UsageError(error.message.replace(/^Expected (?=title |language )/, 'Expected --'))
  }
}

const kindNames: readonly HolidayKind[] = ['public', 'bank', 'school', 'optional', 'observance']

function readKind(text: string): HolidayKind {
  const kind = kindNames.find((name) => name === text)
  if (kind !== undefined) return kind
  const meant = suggest(text, kindNames)
  throw new UsageError(
    `Expected --kinds to be of ${kindNames.join(', ')} and got "${text}". ${meant === undefined ? 'Write --kinds public.' : `Did you mean ${meant}?`}`,
  )
}

/** Finds out where a calendar is: a file, an address, or a variable that has the address. */
function readOrigin(from: string, { env, progress }: Session): { name: string; address: URL } {
  const [, variable] = /^env:(\w+)$/.exec(from) ?? []
  const given = variable === undefined ? from : (env[variable] ?? '').trim()
  if (given === '') {
    throw new UsageError(
      `Expected ${from} to be a calendar and found the variable ${variable} not set. Set it.`,
    )
  }
  if (/^(?:https?|webcals?):/i.test(given) && URL.canParse(given)) {
    // The address of a private feed is as good as a password.
    progress.secrets = [...(progress.secrets ?? []), given]
    const address = new URL(given)
    return { name: address.hostname, address }
  }
  const path = resolve(given)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile() !== true) {
    const what = found === undefined ? 'no such file' : found.isDirectory() ? 'a folder' : 'something else'
    throw new UsageError(
      `Expected ${from} to be a calendar file, such as team.ics, or an https address and found ${what}.`,
    )
  }
  return { name: basename(path), address: pathToFileURL(path) }
}
