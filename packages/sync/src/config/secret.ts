import { readFile, stat } from 'node:fs/promises'
import { platform } from 'node:process'
import { resolve } from 'node:path'
import { mayBeSecret } from './problem.ts'

/** Where secrets are read from. */
export type SecretContext = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder of the configuration, from which files are found. */
  readonly folder: string
}

/** A secret, or the sentences that say what is wrong with it and do not repeat it. */
export type ReadSecret = { readonly value: string } | { readonly problem: string }

/** A larger file is no secret. */
const maxBytes = 65_536

/**
 * Reads a secret: `env:NAME` or `file:PATH`. Blanks and line breaks around it are left out.
 *
 * @param key The key of the configuration that it belongs to.
 */
export async function readSecret(
  reference: string,
  key: string,
  { env, folder }: SecretContext,
): Promise<ReadSecret> {
  const at = reference.indexOf(':')
  const [scheme, name] = [reference.slice(0, at), reference.slice(at + 1)]
  if (scheme === 'file') return readSecretFile(name, key, resolve(folder, name))
  const given: unknown = env[name]
  // Every object has properties of its kind, such as toString.
  const value = typeof given === 'string' ? given.trim() : ''
  if (value !== '') return { value }
  const found = typeof given === 'string' ? 'empty' : 'missing'
  return {
    problem: `Expected the variable ${writeName(name)} of ${key} to be set and found it ${found}. Set it.`,
  }
}

async function readSecretFile(name: string, key: string, path: string): Promise<ReadSecret> {
  const shown = writeName(name)
  try {
    const { mode, size } = await stat(path)
    if (platform !== 'win32' && (mode & 0o077) !== 0) {
      const problem = `Expected the file ${shown} of ${key} to be readable by its owner alone and found that others may read it. Type: chmod 600 ${writeArgument(path)}`
      return { problem }
    }
    const value = size > maxBytes ? '' : (await readFile(path, 'utf8')).trim()
    if (value !== '') return { value }
    const found = size > maxBytes ? 'more than a secret' : 'nothing'
    return { problem: `Expected the file ${shown} of ${key} to hold one secret and found ${found}.` }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { problem: `Expected to read the file ${shown} of ${key} and got the error ${code}.` }
  }
}

/** Writes the name of a variable or a file, in whose place a secret may have been written. */
const writeName = (name: string): string =>
  mayBeSecret(name) && !/^[A-Z][A-Z0-9_]*$/.test(name) ? '(not repeated)' : name

/** Writes a path for a shell. */
const writeArgument = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
