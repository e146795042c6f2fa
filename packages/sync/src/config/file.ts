import { readFile, stat } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { syncError } from '../error.ts'

/** Names of configuration files, in the order in which they are named in messages. */
const fileNames = [
  'block-slots.yaml',
  'block-slots.yml',
  'block-slots.json',
  'block-slots.config.ts',
  'block-slots.config.mts',
  'block-slots.config.js',
  'block-slots.config.mjs',
] as const

/** Some 20,000 sub-accounts; reading it takes a second. */
const maxBytes = 4 * 1024 * 1024

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/**
 * Finds the configuration file.
 *
 * @throws BlockSlotsError of code `invalid-input` when there is none, or more than one.
 */
export async function findFile(cwd: string, given: string | undefined): Promise<string> {
  if (given !== undefined) {
    const path = resolve(cwd, given)
    if (await isFile(path)) return path
    throw syncError('invalid-input', `Expected a configuration at ${given} and found no such file.`)
  }
  const checks = await Promise.all(fileNames.map((name) => isFile(join(cwd, name))))
  const found = fileNames.filter((_, at) => checks[at])
  const [first, second] = found
  if (first === undefined) {
    throw syncError(
      'invalid-input',
      'Expected a configuration in this folder and found none. Create block-slots.yaml, such as with block-slots init, or name a file with --config.',
    )
  }
  if (second !== undefined) {
    throw syncError(
      'invalid-input',
      `Expected one configuration in this folder and found ${found.join(' and ')}. Remove all but one, or name it with --config.`,
    )
  }
  return join(cwd, first)
}

/** True for a configuration that is a module. */
export const isModule = (path: string): boolean => /\.(?:[cm]?[jt]s)$/.test(path)

/** Writes the path of a file for messages: from the working folder where it lies in it. */
export function displayPath(cwd: string, path: string): string {
  const near = relative(cwd, path)
  return near.startsWith('..') ? path : near
}

/**
 * Reads a configuration as text.
 *
 * @throws BlockSlotsError of code `invalid-input` when it is too large or not UTF-8.
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path)
  const name = basename(path)
  if (bytes.length > maxBytes) {
    throw syncError('invalid-input', `Expected ${name} to have at most 4 MiB and got ${bytes.length} bytes.`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw syncError(
      'invalid-input',
      `Expected ${name} to be UTF-8 and got another encoding. Save it as UTF-8.`,
    )
  }
}

/**
 * Imports a configuration that is a module, and returns its default export.
 *
 * @throws BlockSlotsError of code `invalid-input` when it cannot be imported, or exports no default.
 */
export async function importModule(path: string): Promise<unknown> {
  const name = basename(path)
  let module: unknown
  try {
    module = await import(pathToFileURL(path).href)
  } catch (error) {
    // Its message and its cause may repeat the source of the module, and with it a secret.
    const kind = error instanceof Error ? error.name : typeof error
    const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : ''
    const hint =
      code === ' ERR_UNKNOWN_FILE_EXTENSION'
        ? ' Node imports TypeScript from 22.18 on: update it, or write the configuration in JavaScript or YAML.'
        : ` Run "node ${name}" to see it.`
    throw syncError('invalid-input', `Expected to import ${name} and got ${kind}${code}.${hint}`)
  }
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default
  throw syncError(
    'invalid-input',
    `Expected ${name} to export a configuration as default and found none. Write: export default defineConfig({ … })`,
  )
}
