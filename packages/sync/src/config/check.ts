import { indexOwners, listOwners, mappingsOf, type WrittenOwner } from './owners.ts'
import { isMapping, mayBeSecret, type Path, type Problem, quote, writePath } from './problem.ts'
import { sourceKinds } from './schema.ts'
import { suggest, writeSuggestion } from '../suggest.ts'

type Mapping = Readonly<Record<string, unknown>>

/** The keys that only a feed has. */
const feedKeys: readonly string[] = ['keep', 'attendee', 'allow-private-addresses']
/** The kinds whose blocks need a title: the others have titles of their own. */
const titled: readonly string[] = ['weekly']

/**
 * Checks the rules that concern several keys. Values that the schema rejects are ignored, so that all mistakes are reported at
 * once.
 */
export function checkConfig(config: unknown): Problem[] {
  if (!isMapping(config)) return []
  const owners = listOwners(config)
  const index = indexOwners(owners.map(({ name }) => name))
  return [
    ...checkLocations(config),
    ...owners.flatMap(checkOwner),
    ...checkRepeated(owners.map(describeOwner)),
    ...checkRepeated(describeLocations(config)),
    ...mappingsOf(config['sources']).flatMap(([name, source]) => [
      ...checkKind(['sources', name], source),
      ...checkFor(['sources', name, 'for'], source['for'], index),
    ]),
  ]
}

/** True for a key that is missing. One that is misspelt is reported as that. */
const lacks = (mapping: Mapping, key: string): boolean =>
  mapping[key] === undefined && Object.keys(mapping).every((given) => suggest(given, [key]) === undefined)

function checkLocations(config: Mapping): Problem[] {
  const several = config['locations']
  if (several === undefined) {
    const missing = ['location', 'owners'].filter((key) => lacks(config, key))
    const problems = missing.map((key): Problem => {
      const expected = key === 'location' ? 'the id of the sub-account' : 'a mapping of names to owners'
      return {
        path: [],
        at: 'key',
        message: `Expected the key ${key}: ${expected}. Add it, or locations with several.`,
      }
    })
    return [...problems, ...checkChoice(config)]
  }
  const misplaced = ['location', 'token', 'owners'].filter((key) => config[key] !== undefined)
  return [
    ...misplaced.map((key): Problem => ({
      path: [key],
      at: 'key',
      message: `Expected ${key === 'location' ? 'id' : key} in each of locations and found ${key} beside them. Move it there.`,
    })),
    ...mappingsOf(several)
      .filter(([, location]) => lacks(location, 'token') && lacks(config, 'agency'))
      .map(([name]): Problem => ({
        path: ['locations', name],
        at: 'key',
        message: `Expected ${writePath(['locations', name])} to have a token and found none. Add token: env:NAME, or one agency for all.`,
      })),
  ]
}

const checkChoice = (config: Mapping): Problem[] =>
  config['token'] === undefined || config['agency'] === undefined
    ? []
    : [
        {
          path: ['agency'],
          at: 'key',
          message: 'Expected either token or agency and found both. Remove one of them.',
        },
      ]

function checkOwner({ path, owner }: WrittenOwner): Problem[] {
  if (owner === undefined) return []
  const given = ['user', 'calendar'].filter((key) => !lacks(owner, key))
  if (given.length === 1) return []
  const found = given.length === 0 ? 'neither' : 'both'
  const message = `Expected ${writePath(path)} to have either user or calendar and found ${found}.`
  return [
    given.length === 0 ? { path, at: 'key', message } : { path: [...path, 'calendar'], at: 'key', message },
  ]
}

/** Something that may be written only once. */
type Entry = { readonly path: Path; readonly key: string | undefined }

const describeOwner = ({ path, owner, location }: WrittenOwner): Entry => {
  const kind = typeof owner?.['user'] === 'string' ? 'user' : 'calendar'
  const id = owner?.[kind]
  return {
    path: [...path, kind],
    key: typeof id === 'string' ? `${kind} ${id} ${String(location?.['id'])}` : undefined,
  }
}

const describeLocations = (config: Mapping): Entry[] =>
  mappingsOf(config['locations']).map(([name, { id }]) => ({
    path: ['locations', name, 'id'],
    key: typeof id === 'string' ? id : undefined,
  }))

/** Two names of one calendar would each delete what the other has created. */
function checkRepeated(entries: readonly Entry[]): Problem[] {
  const first = new Map<string, Path>()
  return entries.flatMap(({ path, key }): Problem[] => {
    if (key === undefined) return []
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, path)
      return []
    }
    return [
      {
        path,
        message: `Expected ${writePath(path)} to differ from ${writePath(other)} and got the same id.`,
      },
    ]
  })
}

function checkKind(path: Path, source: Mapping): Problem[] {
  const given = sourceKinds.filter((kind) => source[kind] !== undefined)
  const name = writePath(path)
  const all = sourceKinds.join(', ')
  const [kind, second] = given
  if (kind === undefined) {
    return [{ path, at: 'key', message: `Expected ${name} to have one of ${all} and found none.` }]
  }
  const problems: Problem[] = []
  if (second !== undefined) {
    const message = `Expected ${name} to have one of ${all} and found ${given.join(' and ')}. Make each a source of its own.`
    problems.push({ path: [...path, second], at: 'key', message })
  }
  for (const key of source['ics'] === undefined ? feedKeys : []) {
    if (source[key] === undefined) continue
    const message = `Expected ${name} to have ${key} only beside ics and found it beside ${kind}. Remove it.`
    problems.push({ path: [...path, key], at: 'key', message })
  }
  if (titled.includes(kind) && lacks(source, 'title')) {
    problems.push({
      path,
      at: 'key',
      message: `Expected the key ${name}.title: what the blocks show. Add it.`,
    })
  }
  if (source['title'] !== undefined && kind === 'items') {
    const message = `Expected ${name} to have no title, since its items have their own, and found one. Remove it.`
    problems.push({ path: [...path, 'title'], at: 'key', message })
  }
  return problems
}

function checkFor(path: Path, value: unknown, owners: ReadonlyMap<string, unknown>): Problem[] {
  const entries: (readonly [unknown, Path])[] = Array.isArray(value)
    ? value.map((entry: unknown, at) => [entry, [...path, at]])
    : [[value, path]]
  const wrong = entries.filter(([entry]) => typeof entry === 'string' && !owners.has(entry))
  if (wrong.length === 0) return []
  // A secret may have been written in place of a name, too.
  const known = [...owners.keys()].filter((name) => !mayBeSecret(name))
  const list = known.length <= maxListed ? ` Known are ${known.join(', ')}.` : ''
  return wrong.map(([entry, place]): Problem => {
    const message = `Expected ${writePath(place)} to be the name of an owner and got ${quote(entry)}.`
    return { path: place, message: `${message}${writeSuggestion(entry, known) || list}` }
  })
}

/** More names than these are not listed in a message. */
const maxListed = 20
