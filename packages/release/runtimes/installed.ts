import { createRequire } from 'node:module'
import { join } from 'node:path'
import { readManifest } from '../shared/manifest.ts'
import { root } from '../shared/root.ts'

const runtimes = join(root, 'packages/release/runtimes')

/** The path of a file of a package that is installed in the folder of the runtimes. */
export const installedRuntimes = (path: string): string => join(runtimes, 'node_modules', path)

/** Loads a package from the folder of the runtimes. Its types are not installed with the repository. */
export const loadRuntime = (name: string): unknown => createRequire(join(runtimes, 'package.json'))(name)

/** The version of a package in the folder of the runtimes, or the one that it asks of a package that it needs. */
export function versionOf(name: string, needs?: string): string {
  const { version, dependencies } = readManifest(installedRuntimes(name))
  return (needs === undefined ? version : dependencies?.[needs]) ?? 'unknown'
}
