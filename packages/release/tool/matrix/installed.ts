import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'

const manifest = fileURLToPath(new URL('../../runtimes/package.json', import.meta.url))

/** The path of a file of a package that is installed in the folder of the runtimes. */
export const installedRuntimes = (path: string): string =>
  fileURLToPath(new URL(`../../runtimes/node_modules/${path}`, import.meta.url))

/** Loads a package from the folder of the runtimes. Its types are not installed with the repository. */
export const loadRuntime = (name: string): unknown => createRequire(manifest)(name)

/** The version of a package in the folder of the runtimes, or the one that it asks of a package that it needs. */
export function versionOf(name: string, needs?: string): string {
  const read: { version: string; dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(installedRuntimes(`${name}/package.json`), 'utf8'),
  )
  return needs === undefined ? read.version : (read.dependencies?.[needs] ?? 'unknown')
}
