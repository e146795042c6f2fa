import { isMap, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { UsageError } from '../error.ts'
import { writeSuggestion } from '../text/suggest.ts'
import type { Setting } from './setting.ts'

/** An account as the file of profiles describes it. */
export type Profile = {
  readonly name: string
  readonly location?: string
  readonly zone?: string
  readonly baseUrl?: string
  /** `env:NAME`, or `file:PATH`. */
  readonly token?: string
  /** A command that prints the token. */
  readonly tokenCommand?: string
  /** The path of the file of profiles. */
  readonly path: string
}

/** The keys of a profile, and their names here. */
const fields = {
  location: 'location',
  zone: 'zone',
  'base-url': 'baseUrl',
  token: 'token',
  'token-command': 'tokenCommand',
} as const

const isKey = (key: string): key is keyof typeof fields => Object.hasOwn(fields, key)

/** A key with its value, each with its place in the text. */
type Field = { readonly key: string; readonly value: ParsedNode | null; readonly place: string }

/** Reads a mapping, whose keys have to be known. */
type ReadMapping = (node: unknown, about: string, known?: readonly string[]) => readonly Field[]

/**
 * Finds a profile in the text of a file: the one that is named, or the default.
 *
 * @throws UsageError when the file is wrong, with the line, or has no such profile.
 */
export function findProfile(text: string, path: string, named: Setting | undefined): Profile | undefined {
  const { main, profiles } = readProfiles(text, path)
  const { value: name, origin } = named ?? main ?? {}
  if (name === undefined) return undefined
  const profile = profiles.find((each) => each.name === name)
  if (profile !== undefined) return profile
  const names = profiles.map((each) => each.name)
  const known = `It has ${names.join(', ') || 'none'}`
  throw new UsageError(
    `Expected ${origin} to name a profile of ${path} and got "${name}". ${known}.${writeSuggestion(name, names)}`,
  )
}

/**
 * Reads all profiles.
 *
 * @throws UsageError when the file is wrong, with the line.
 */
export function readProfiles(text: string, path: string): { main?: Setting; profiles: readonly Profile[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const placeOf = (offset = 0): string => {
    const { line, col } = lines.linePos(offset)
    return `${path}:${Math.max(1, line)}:${Math.max(1, col)}`
  }
  const [mistake] = [...document.errors, ...document.warnings]
  if (mistake !== undefined) {
    // The parser's own message may repeat the line, and with it a token.
    throw new UsageError(
      `${placeOf(mistake.pos[0])}: Expected YAML and got a mistake in it: ${mistake.code}.`,
    )
  }
  const readMapping: ReadMapping = (node, about, known) => {
    if (node === null || (isScalar(node) && node.value === null)) return []
    if (!isMap<ParsedNode, ParsedNode | null>(node))
      throw new UsageError(`${placeOf(rangeOf(node))}: Expected ${about} to be a mapping.`)
    return node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : ''
      const place = placeOf(key.range[0])
      if (known === undefined || known.includes(name)) return { key: name, value, place }
      throw new UsageError(
        `${place}: Expected one of the keys ${known.join(', ')} in ${about} and got ${quoteName(name)}.` +
          writeSuggestion(name, known),
      )
    })
  }
  const root = readMapping(document.contents, 'the file', ['default', 'profiles'])
  const main = root.find(({ key }) => key === 'default')
  const all = root.find(({ key }) => key === 'profiles')
  return {
    ...(main && {
      main: { value: textOf(main, 'default', 'the name of a profile'), origin: `default (${main.place})` },
    }),
    profiles: readMapping(all?.value ?? null, 'profiles').map((field) =>
      readProfile(field, path, readMapping),
    ),
  }
}

const rangeOf = (node: unknown): number =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? node.range[0]
    : 0

const expected = {
  location: 'the id of a sub-account',
  zone: 'a time zone such as America/New_York',
  'base-url': 'an address such as https://services.leadconnectorhq.com',
  token: 'env:NAME or file:PATH',
  'token-command': 'a command that prints the token, such as "op read op://work/highlevel/token"',
} as const

function readProfile({ key: name, value, place }: Field, path: string, readMapping: ReadMapping): Profile {
  const found = readMapping(value, `profile ${name}`, Object.keys(fields))
  const values = Object.fromEntries(
    found.flatMap((field) => {
      const { key } = field
      if (!isKey(key)) return []
      const text = textOf(field, `${key} of profile ${name}`, expected[key])
      if (key === 'token' && !/^(env:[A-Za-z_]\w*|file:.+)$/.test(text)) {
        throw new UsageError(
          `${field.place}: Expected token of profile ${name} to be ${expected.token} and got something else, which is not ` +
            'repeated. Keep the token out of this file: in a variable, in a file of mode 0600, or behind token-command.',
        )
      }
      return [[fields[key], text]]
    }),
  )
  if (values['token'] !== undefined && values['tokenCommand'] !== undefined) {
    throw new UsageError(
      `${place}: Expected profile ${name} to have token or token-command and got both. Remove one of them.`,
    )
  }
  return { ...values, name, path }
}

function textOf({ value, place }: Field, about: string, form: string): string {
  if (isScalar(value) && typeof value.value === 'string' && value.value.trim() !== '')
    return value.value.trim()
  const advice = isScalar(value) && typeof value.value === 'number' ? ' Put it in quotes.' : ''
  throw new UsageError(`${place}: Expected ${about} to be ${form}.${advice}`)
}

/** Quotes a name, unless it may be a token in the wrong place. */
const quoteName = (name: string): string => (name.length > 20 ? 'another one' : `"${name}"`)
