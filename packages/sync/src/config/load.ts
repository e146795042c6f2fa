import { basename, dirname, resolve } from 'node:path'
import process from 'node:process'
import type { BlockSlotsClient } from '@block-slots/client'
import { syncError } from '../error.ts'
import type { SyncConfig } from '../options.ts'
import { buildConfig } from './build.ts'
import { checkConfig } from './check.ts'
import { type ConfigClientOptions, createClients } from './clients.ts'
import { parseText, type TextDocument } from './document.ts'
import { displayPath, findFile, importModule, isModule, readText } from './file.ts'
import { describeIssues } from './issue.ts'
import type { Position, Problem } from './problem.ts'
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
  /** What works and should be changed, each with its place in the file. */
  readonly warnings: readonly string[]
}

/** A file with what was read from it, and how a problem in it is written. */
type ReadFile = {
  readonly value: unknown
  readonly place: (problem: Problem) => PlacedProblem
}

/** A problem as it is written, and where it is in a text. */
type PlacedProblem = { readonly text: string; readonly position: Position }

/** More problems than these are counted only. */
const maxShown = 50

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
  const { value, place } = await readConfigFile(path, displayPath(cwd, path))

  const parsed = configSchema.safeParse(value)
  const problems = [
    ...(parsed.success ? [] : describeIssues(value, parsed.error.issues)),
    ...checkConfig(value),
  ]
  if (!parsed.success || problems.length > 0) throw configError(problems.map(place))

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

async function readConfigFile(path: string, shown: string): Promise<ReadFile> {
  if (isModule(path)) {
    const value = await importModule(path)
    return {
      value,
      place: ({ message }) => ({ text: `${shown}: ${message}`, position: { line: 0, column: 0 } }),
    }
  }
  const document: TextDocument = parseText(await readText(path))
  const write = (position: Position, message: string): PlacedProblem => ({
    text: `${shown}:${position.line}:${position.column}: ${message}`,
    position,
  })
  if (document.problems.length > 0) {
    throw configError(document.problems.map(({ message, ...position }) => write(position, message)))
  }
  return {
    value: document.value,
    place: (problem) => write(document.positionOf(problem.path, problem.at ?? 'value'), problem.message),
  }
}

/** Creates the error for all problems of a configuration, in order of their places. Those of a module keep their order. */
function configError(problems: readonly PlacedProblem[]): Error {
  const sorted = [...problems]
  sorted.sort(
    (one, other) => one.position.line - other.position.line || one.position.column - other.position.column,
  )
  const texts = [...new Set(sorted.map(({ text }) => text))]
  const more = texts.length > maxShown ? [`and ${texts.length - maxShown} more`] : []
  const count = texts.length === 1 ? 'a mistake' : `${texts.length} mistakes`
  return syncError(
    'invalid-input',
    [`the configuration has ${count}.`, ...texts.slice(0, maxShown), ...more].join('\n'),
  )
}
