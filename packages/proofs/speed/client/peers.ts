import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Versions that the published figures are of. */
const pinned: Readonly<Record<string, string>> = {
  '@gohighlevel/api-client': '3.1.0',
  axios: '1.21.1',
  got: '16.1.0',
  ky: '2.1.0',
  undici: '8.12.4',
}

const versions = Object.entries(pinned).map(([name, version]) => `${name}@${version}`)

/** Installs with npm into a folder, without install scripts. */
export function install(folder: string, packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--silent']
  execFileSync('npm', ['install', ...flags, ...packages], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Installs the peers into a temporary folder, once for all runs, and returns it. */
export function peersFolder(): string {
  const folder = join(tmpdir(), `block-slots-peers-${versions.join('-').replaceAll(/[^\w.-]/g, '_')}`)
  if (!existsSync(join(folder, 'done'))) {
    install(folder, versions)
    writeFileSync(join(folder, 'done'), '')
  }
  return folder
}

/** Imports a peer from its folder. */
export async function loadPeer(folder: string, name: string): Promise<unknown> {
  // Bare specifiers resolve from the importing file.
  const file = join(folder, 'load.js')
  writeFileSync(file, 'export const load = (name) => import(name)')
  return call(await import(pathToFileURL(file).href), 'load', name)
}

/** Reads a member by name, since the peers come without types. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
    ? Reflect.get(value, name)
    : undefined
}

/** Calls a member by name. */
export function call(value: unknown, name: string, ...given: unknown[]): unknown {
  const method = member(value, name)
  if (typeof method !== 'function') throw new Error(`There is no method ${name}.`)
  return Reflect.apply(method, value, given)
}

/** Constructs a class by name. */
export function construct(value: unknown, name: string, given: unknown): unknown {
  const found = member(value, name)
  if (typeof found !== 'function') throw new Error(`There is no class ${name}.`)
  return Reflect.construct(found, [given])
}
