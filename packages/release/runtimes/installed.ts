import { createRequire } from 'node:module'
import { join } from 'node:path'
import { readManifest } from '../shared/manifest.ts'
import { root } from '../shared/root.ts'

const runtimes = join(root, 'packages/release/runtimes')

/** The path of an installed file below `runtimes/node_modules`. */
export const installedRuntimes = (path: string): string => join(runtimes, 'node_modules', path)

/** Loads a package from `runtimes/node_modules`. Its types are not installed with the repository. */
export const loadRuntime = (name: string): unknown => createRequire(join(runtimes, 'package.json'))(name)

/** The version of an installed package, or its range for one of its dependencies. */
export function versionOf(name: string, needs?: string): string {
  const { version, dependencies } = readManifest(installedRuntimes(name))
  return (needs === undefined ? version : dependencies?.[needs]) ?? 'unknown'
}
