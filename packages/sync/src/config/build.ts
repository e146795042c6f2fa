import type { OwnerConfig, SourceConfig, SyncConfig } from '../options.ts'
import { defaultRules, type Rules } from '../rules.ts'
import type { Config, ConfigOwner, ConfigRules, ConfigSource } from './config.ts'
import { createSource, type SourceInputs } from './create-source.ts'
import { indexOwners } from './owners.ts'
import { type Problem, writePath } from './problem.ts'
import { sourceKinds } from './schema.ts'

/** Values outside of a configuration from which it is built. */
export type BuildContext = Omit<SourceInputs, 'feed'> & {
  /** Default of the configuration's name; empty for the root of a file system. */
  readonly name: string
  /** Returns the address of a source's feed. */
  readonly feedOf: (source: string) => string | undefined
}

/** The configuration of the engine, and the options that sources have rejected. */
export type BuiltConfig = { readonly config: SyncConfig; readonly problems: readonly Problem[] }

/** Builds the configuration of the engine from one that was checked. */
export function buildConfig(config: Config, context: BuildContext): BuiltConfig {
  const owners = buildOwners(config)
  const index = indexOwners(Object.keys(owners))
  const sources: Record<string, SourceConfig> = {}
  const problems: Problem[] = []
  for (const [name, source] of Object.entries(config.sources)) {
    try {
      const items = createSource(source, { folder: context.folder, feed: context.feedOf(name) })
      sources[name] = { for: listFor(source, index), items }
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const path = ['sources', name]
      const kind = sourceKinds.find((each) => source[each] !== undefined) ?? 'for'
      problems.push({ path: [...path, kind], at: 'key', message: `${writePath(path)}: ${error.message}` })
    }
  }
  const built: SyncConfig = {
    name: config.name ?? (context.name || 'block-slots'),
    timeZone: config.zone,
    window: config.window,
    owners,
    sources,
    rules: buildRules(config.rules ?? {}),
  }
  return { config: built, problems }
}

function buildOwners(config: Config): Record<string, OwnerConfig> {
  const own = Object.entries(config.owners ?? {}).map(([name, owner]): [string, OwnerConfig] => [
    name,
    buildOwner(owner, config.location ?? '', undefined),
  ])
  const others = Object.entries(config.locations ?? {}).flatMap(([location, { id, zone, owners }]) =>
    Object.entries(owners).map(([name, owner]): [string, OwnerConfig] => [
      `${location}/${name}`,
      buildOwner(owner, id, zone),
    ]),
  )
  return Object.fromEntries([...own, ...others])
}

function buildOwner(
  { user, calendar, zone }: ConfigOwner,
  locationId: string,
  locationZone: string | undefined,
): OwnerConfig {
  const common = { locationId, timeZone: zone ?? locationZone }
  return user === undefined ? { ...common, calendarId: calendar ?? '' } : { ...common, userId: user }
}

function listFor(
  { for: given }: ConfigSource,
  index: ReadonlyMap<string, readonly string[]>,
): readonly string[] | 'all' {
  const entries = typeof given === 'string' ? [given] : given
  return entries.includes('all') ? 'all' : [...new Set(entries.flatMap((entry) => index.get(entry) ?? []))]
}

/** Names the rules as the engine does. */
const buildRules = (rules: ConfigRules): Rules => ({
  mode: rules.mode ?? defaultRules.mode,
  onAppointments: rules['on-appointments'] ?? defaultRules.onAppointments,
  editedByHand: rules['edited-by-hand'] ?? defaultRules.editedByHand,
  deletedByHand: rules['deleted-by-hand'] ?? defaultRules.deletedByHand,
  maxDelete: rules['max-delete'] ?? defaultRules.maxDelete,
})
