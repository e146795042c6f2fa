import { readdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../shared/command.ts'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import { settings } from './publish.ts'
import type { Registry } from './registry.ts'

/** A package in `node_modules`. */
export type Installed = {
  /** Path in the project: `node_modules/openapi-fetch`. */
  readonly path: string
  readonly name: string
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  /** True for a package with an install script. */
  readonly hasScript: boolean
}

/** A project of a user, outside this repository. */
export type Consumer = {
  readonly folder: string
  readonly packages: readonly Installed[]
  readonly close: () => void
}

/** Retries soon while the registry cannot be reached. */
const retryFlags = ['--fetch-retries=6', '--fetch-retry-mintimeout=500', '--fetch-retry-factor=2']

/** Installs packages by name with npm, into an empty project outside the repository. */
export async function install(registry: Registry, names: readonly string[]): Promise<Consumer> {
  const { path: folder, remove: close } = temporaryFolder('consumer')
  try {
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
    await writeFile(join(folder, '.npmrc'), settings(registry))
    // The packages were published seconds ago, so a minimum age in the user's settings must not apply.
    const env = { npm_config_min_release_age: '0' }
    await run('npm', ['install', '--no-audit', '--no-fund', ...retryFlags, ...names], { cwd: folder, env })
    return { folder, packages: installedIn(folder), close }
  } catch (error) {
    close()
    throw error
  }
}

/** The installed packages, from the lockfile of npm. */
function installedIn(folder: string): Installed[] {
  const lock: { packages: Record<string, Entry> } = JSON.parse(
    readFileSync(join(folder, 'package-lock.json'), 'utf8'),
  )
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    if (path === '') return []
    const { version, hasInstallScript = false, dependencies = {} } = entry
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return [{ path, name, version, dependencies, hasScript: hasInstallScript }]
  })
}

type Entry = {
  readonly version: string
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Packages with their direct and indirect dependencies. */
export function dependencyClosure(packages: readonly Installed[], names: readonly string[]): Installed[] {
  const byPath = new Map(packages.map((one) => [one.path, one]))
  const found = new Set<Installed>()
  const visit = (name: string, from: string): void => {
    // Resolves as Node does: in the folder of the importer first, then outwards.
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const one = byPath.get(folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`)
      if (one !== undefined) {
        if (found.has(one)) return
        found.add(one)
        for (const wanted of Object.keys(one.dependencies)) visit(wanted, one.path)
        return
      }
      if (folder === '')
        throw new Error(`${name} is not installed, and ${from || 'the project'} depends on it`)
    }
  }
  for (const name of names) visit(name, '')
  return [...found]
}

/** The size of a package in bytes, without nested packages. */
export function sizeOf({ folder }: Consumer, { path }: Installed): number {
  const sum = (at: string): number =>
    readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.name !== 'node_modules')
      .map((entry) => (entry.isDirectory() ? sum(join(at, entry.name)) : statSync(join(at, entry.name)).size))
      .reduce((total, size) => total + size, 0)
  return sum(join(folder, path))
}
