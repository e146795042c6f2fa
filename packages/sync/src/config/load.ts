import { basename, dirname, resolve } from 'node:path'
import process from 'node:process'
import type { z } from 'zod'
import type { BlockSlotsClient } from '@block-slots/client'
import type { SyncConfig } from '../options.ts'
import { buildConfig } from './build.ts'
import { checkConfig } from './check.ts'
import { type ConfigClientOptions, createClients } from './clients.ts'
import { displayPath, findFile } from './file.ts'
import { describeIssues } from './issue.ts'
import { isMapping, type Problem } from './problem.ts'
import { configError, readConfigFile } from './read.ts'
import { resolveSecrets, secretKey } from './resolve.ts'
import { configSchema } from './schema.ts'

/** Options of `loadConfig`. */
export type LoadConfigOptions = {
  /** Path of the file. Default: the one in `cwd` that has the name of a configuration. */
  readonly path?: string | undefined
  /** Default: the working folder of the process. */
  readonly cwd?: string | undefined
  /** Where `env:NAME` is read from. Default: the environment of the process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Options of every client that is created. */
  readonly clientOptions?: ConfigClientOptions | undefined
}

/** A configuration that was read from a file. */
export type LoadedConfig = {
  /** Path of the file. */
  readonly path: string
  /** For `createSync`, as `clientOf`. */
  readonly config: SyncConfig
  /** Creates a client for a sub-account of the configuration, with its token. */
  readonly clientOf: (locationId: string) => BlockSlotsClient
  /** Path of the state file, which need not exist. */
  readonly statePath: string
  /** Returns all secrets of the configuration, for `createMask`. A function, so that they are not printed with the rest. */
  readonly secrets: () => readonly string[]
  /** Things that work and should be changed, each with its place in the file. */
  readonly warnings: readonly string[]
}

/**
 * Reads a configuration from YAML, JSON, TypeScript or JavaScript, with its secrets, and checks all of it.
 *
 * - Without `path` it is `block-slots.yaml`, `.yml` or `.json`, or `block-slots.config.ts`, `.mts`, `.js` or `.mjs` in `cwd`.
 * - Paths in it are relative to its folder.
 * - A secret is `env:NAME` or `file:PATH`. It is in no message and not in the result when that is printed.
 *
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { loadConfig } from '@block-slots/sync/config'
 *
 * const cwd = await mkdtemp(join(tmpdir(), 'clinic-'))
 * await writeFile(
 *   join(cwd, 'block-slots.yaml'),
 *   `version: 1
 * location: C2QujeCh8ZnC7al2InWR
 * zone: Europe/Berlin
 * window: { days: 120 }
 * owners:
 *   anna: { user: 0007BWpSzSwfiuSl0tR2 }
 * sources:
 *   lunch: { for: anna, weekly: { days: [mo, tu], at: 12:00-13:00 }, title: Lunch }
 * `,
 * )
 * const { config } = await loadConfig({ cwd, env: { HIGHLEVEL_TOKEN: 'example-token' } })
 * console.log(config.timeZone, Object.keys(config.owners)) // => Europe/Berlin [ 'anna' ]
 * ```
 *
 * @throws BlockSlotsError of code `invalid-input` when there is no configuration, or several, or anything in it is wrong. Its
 *   message has every mistake in order, with file, line and column.
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const { env = process.env, clientOptions = {} } = options
  const cwd = resolve(options.cwd ?? process.cwd())
  const path = await findFile(cwd, options.path)
  const folder = dirname(path)
  const { value, mistakes, place } = await readConfigFile(path, displayPath(cwd, path))

  const parsed = configSchema.safeParse(value)
  const problems = [...mistakes, ...listProblems(value, parsed.error?.issues ?? []).map(place)]
  if (!parsed.success || problems.length > 0) throw configError(problems)

  const { secrets, ...resolved } = await resolveSecrets(parsed.data, { env, folder })
  const built = buildConfig(parsed.data, {
    name: basename(folder),
    folder,
    feedOf: (source) => secrets.get(secretKey('sources', source, 'ics')),
  })
  const later = [...resolved.problems, ...built.problems]
  if (later.length > 0) throw configError(later.map(place))

  return {
    path,
    config: built.config,
    clientOf: createClients(parsed.data, secrets, clientOptions),
    statePath: resolve(folder, parsed.data.state ?? '.block-slots/state.db'),
    secrets: () => [...new Set(secrets.values())],
    warnings: resolved.warnings.map((warning) => place(warning).text),
  }
}

/** Lists what is wrong with a configuration: of a newer format only that, since the rest of it may be right. */
function listProblems(value: unknown, issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  const problems = [...describeIssues(value, issues), ...checkConfig(value)]
  const version = isMapping(value) ? value['version'] : undefined
  return typeof version === 'number' && version > 1
    ? problems.filter(({ path }) => path[0] === 'version')
    : problems
}
