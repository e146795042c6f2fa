/** Extracts the related operations of published documents into one self-contained document. */
import { at, below, type Fields, fields, list, operations } from '../document.ts'
import { type Reader, readAny, type Source } from './source.ts'

/** The origin of a part of the gathered document. */
export type Origin = { readonly source: string; readonly pointer: string }

export type Gathered = {
  /** The documents that it was gathered from. */
  readonly sources: readonly Source[]
  readonly document: Fields
  /** By pointer into `document`: operations and components. */
  readonly origins: ReadonlyMap<string, Origin>
}

export type Collection = {
  /** The version that the contract follows, in one document. */
  readonly main: Gathered
  /** Documents of other versions, by the name of their file: each describes operations of the main document again. */
  readonly further: ReadonlyMap<string, Gathered>
  /** References that could not be followed, one sentence each. */
  readonly warnings: readonly string[]
}

const concerning = [
  /^\/calendars\/events(\/|$)/,
  /^\/calendars\/blocked-slots(\/|$)/,
  /^\/calendars\/\{[^/]+\}$/,
  /block/i,
  /^\/oauth\//,
]

/** True for the path of an operation of the contract, or near one. */
export function concernsPath(path: string): boolean {
  return concerning.some((each) => each.test(path))
}

/** True for an operation of the contract, or near one: by its path, or because it was recorded under its id. */
function concerns(path: string, operation: Fields, recorded: Fields): boolean {
  const ids = operations(recorded).flatMap((one) => [one.fields['operationId'], one.path])
  return concernsPath(path) || ids.includes(operation['operationId'] ?? null) || ids.includes(path)
}

type Building = {
  readonly paths: Record<string, Record<string, unknown>>
  readonly components: Record<string, Record<string, unknown>>
  readonly origins: Map<string, Origin>
}

function build(): Building {
  return { paths: {}, components: {}, origins: new Map() }
}

/** Copies values from documents into others, with everything they refer to. */
function copier(recorded: Fields, how: Reader, warn: (warning: string) => void) {
  const others = new Map<string, Promise<Fields | undefined>>()
  const memory: Source = { name: 'what was recorded', url: new URL('recorded:'), document: recorded }
  /** The copies in progress, so that a recursive schema ends. */
  const open = new Set<string>()

  async function other(from: Source, reference: string): Promise<Source | undefined> {
    const url = URL.parse(reference, from.url.href)
    // A remote document must not make this process read a local file or call another host.
    if (url === null || url.protocol !== from.url.protocol || url.host !== from.url.host) {
      warn(`${from.name} refers to ${reference}, which is elsewhere and was not read`)
      return undefined
    }
    const reading = others.get(url.href) ?? readAny(reference, url, how).catch(() => undefined)
    if (!others.has(url.href)) others.set(url.href, reading)
    const document = await reading
    if (document !== undefined) return { name: reference, url, document }
    warn(`${from.name} refers to ${reference}, which cannot be read`)
    return undefined
  }

  async function target(from: Source, pointer: string): Promise<unknown> {
    try {
      return at(from.document, pointer)
    } catch {
      warn(`${from.name} refers to #${pointer}, where nothing is`)
      return undefined
    }
  }

  /** Copies the target of a `$ref`, and returns the `$ref` to the copy. */
  async function follow(into: Building, from: Source, reference: string, names: Names): Promise<string> {
    const [file = '', pointer = ''] = reference.split('#')
    const source = file === '' ? from : await other(from, file)
    const key = `${source?.url.href ?? file}#${pointer}`
    const [, section = 'schemas', last = 'Part'] = /^\/components\/([^/]+)\/([^/]+)$/.exec(pointer) ?? []
    const known = names.get(key)
    if (open.has(key)) {
      warn(`${from.name} has ${last} inside ${last}, which was looked into once`)
      ;(into.components['schemas'] ??= {})['Itself'] = {}
      return '#/components/schemas/Itself'
    }
    if (known !== undefined) return known
    const taken = (into.components[section] ??= {})
    let name = last
    for (let count = 2; Object.hasOwn(taken, name); count++) name = `${last}-${count}`
    const copy = below(below('/components', section), name)
    names.set(key, `#${copy}`)
    open.add(key)
    taken[name] = {}
    const found = source === undefined ? undefined : await target(source, pointer)
    if (source !== undefined && found !== undefined) {
      into.origins.set(copy, { source: source.name, pointer })
      taken[name] = await duplicate(into, source, found, names)
    } else {
      warn(`${last} is taken as it was recorded`)
      const before = fields(fields(recorded['components'])[section])[last] ?? {}
      taken[name] = await duplicate(into, memory, before, names)
    }
    open.delete(key)
    return `#${copy}`
  }

  async function duplicate(into: Building, from: Source, value: unknown, names: Names): Promise<unknown> {
    if (Array.isArray(value)) {
      const items: unknown[] = []
      for (const item of list(value)) items.push(await duplicate(into, from, item, names))
      return items
    }
    if (typeof value !== 'object' || value === null) return value
    const copy: Record<string, unknown> = {}
    for (const [name, inside] of Object.entries(value)) {
      const reference = name === '$ref' && typeof inside === 'string'
      copy[name] = reference
        ? await follow(into, from, inside, names)
        : await duplicate(into, from, inside, names)
    }
    return copy
  }
  return duplicate
}

/** `$ref` into a copy, by the address of the original. */
type Names = Map<string, string>

function distinct(values: readonly unknown[]): string {
  return [...new Set(values.map(String))].join(', ')
}

function finish({ paths, components, origins }: Building, sources: readonly Source[]): Gathered {
  const documents = sources.map(({ document }) => document)
  const securitySchemes = Object.assign(
    {},
    ...documents.map((one) => fields(fields(one['components'])['securitySchemes'])),
  )
  const versions = distinct(documents.map((one) => fields(one['info'])['version']))
  const urls = documents.flatMap((one) => list(one['servers']).map((server) => fields(server)['url']))
  return {
    sources,
    document: {
      openapi: distinct(documents.map((one) => one['openapi'])),
      info: { ...fields(documents[0]?.['info']), version: versions },
      servers: [...new Set(urls)].map((url) => ({ url })),
      paths,
      components: { ...components, securitySchemes },
    },
    origins,
  }
}

function fileName({ url }: Source): string {
  return url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
}

/**
 * Gathers the related operations from documents. A document of another version, which describes an operation again or was
 * recorded as one, stays apart: what it no longer describes is seen then.
 */
export async function gather(sources: readonly Source[], recorded: Fields, how: Reader): Promise<Collection> {
  const warnings = new Set<string>()
  const copy = copier(recorded, how, (warning) => warnings.add(warning))
  const recordedFurther = fields(recorded['x-further'])
  const main = build()
  const mainNames: Names = new Map()
  const mainSources: Source[] = []
  const further = new Map<string, Gathered>()
  for (const source of sources) {
    const found = operations(source.document).filter((one) => concerns(one.path, one.fields, recorded))
    const apart =
      Object.hasOwn(recordedFurther, fileName(source)) ||
      found.some(({ path, method }) => main.paths[path]?.[method] !== undefined)
    const [into, names]: [Building, Names] = apart ? [build(), new Map()] : [main, mainNames]
    for (const { path, method, fields: operation, parameters, pointer } of found) {
      const whole = {
        ...operation,
        security: operation['security'] ?? source.document['security'] ?? [],
        parameters,
      }
      const paths = (into.paths[path] ??= {})
      paths[method] = await copy(into, source, whole, names)
      into.origins.set(pointer, { source: source.name, pointer })
    }
    if (apart) further.set(fileName(source), finish(into, [source]))
    else mainSources.push(source)
  }
  return { main: finish(main, mainSources), further, warnings: [...warnings] }
}
