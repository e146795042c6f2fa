import { isMapping } from './problem.ts'

/** An owner of a configuration whose values may still be wrong, and where it is written. */
export type WrittenOwner = {
  /** As in `for`: `anna`, or `berlin/anna` where there are several sub-accounts. */
  readonly name: string
  readonly path: readonly string[]
  /** Its keys; undefined when it is no mapping. */
  readonly owner: Readonly<Record<string, unknown>> | undefined
  /** The sub-account that it is written in, where there are several. */
  readonly location: Readonly<Record<string, unknown>> | undefined
}

/** Lists the entries of a mapping that are mappings themselves. */
export const mappingsOf = (value: unknown): [string, Readonly<Record<string, unknown>>][] =>
  isMapping(value)
    ? Object.entries(value).flatMap(([key, entry]) => (isMapping(entry) ? [[key, entry]] : []))
    : []

const entriesOf = (value: unknown): [string, unknown][] => (isMapping(value) ? Object.entries(value) : [])

/** Lists the owners of a configuration, whether it has one sub-account or several. */
export function listOwners(config: Readonly<Record<string, unknown>>): WrittenOwner[] {
  const own = entriesOf(config['owners']).map(([name, owner]): WrittenOwner => ({
    name,
    path: ['owners', name],
    owner: isMapping(owner) ? owner : undefined,
    location: undefined,
  }))
  const others = mappingsOf(config['locations']).flatMap(([locationName, location]) =>
    entriesOf(location['owners']).map(([name, owner]): WrittenOwner => ({
      name: `${locationName}/${name}`,
      path: ['locations', locationName, 'owners', name],
      owner: isMapping(owner) ? owner : undefined,
      location,
    })),
  )
  return [...own, ...others]
}

/** Maps each text that `for` may have to the owners that it stands for: one, those of a sub-account, or all. */
export function indexOwners(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>(names.map((name) => [name, [name]]))
  for (const name of names) {
    const slash = name.indexOf('/')
    if (slash < 0) continue
    const group = `${name.slice(0, slash)}/*`
    const members = index.get(group) ?? []
    members.push(name)
    index.set(group, members)
  }
  return index.set('all', [...names])
}
