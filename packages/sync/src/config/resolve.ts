import type { Config, ConfigSource } from './config.ts'
import { writePath, type Path, type Problem } from './problem.ts'
import { readSecret, type SecretContext } from './secret.ts'

/** The secrets of a configuration by their `secretKey`. */
export type Secrets = ReadonlyMap<string, string>

/** Identifies a secret. Names have no slash. */
export const secretKey = (...path: Path): string => path.join('/')

/** The result of reading all secrets. */
export type ResolvedSecrets = {
  readonly secrets: Secrets
  readonly problems: readonly Problem[]
  /** Things that work and should be changed. */
  readonly warnings: readonly Problem[]
}

/** The token of a configuration with one sub-account that names none. */
const defaultToken = 'env:HIGHLEVEL_TOKEN'

type Reference = { readonly path: Path; readonly reference: string; readonly kind: 'token' | 'feed' }

/** True for the address of a feed in place of a secret that holds it. */
const isAddress = (reference: string): boolean => reference.startsWith('https://')

/** True for an `.ics` file. */
export const isFeedFile = (reference: string): boolean => !/^(?:env:|file:|https:)/.test(reference)

function listReferences(config: Config): Reference[] {
  const tokens: (readonly [Path, string | undefined])[] = [
    [
      ['token'],
      config.token ??
        (config.locations === undefined && config.agency === undefined ? defaultToken : undefined),
    ],
    [['agency', 'token'], config.agency?.token],
    ...Object.entries(config.locations ?? {}).map(
      ([name, { token }]) => [['locations', name, 'token'], token] as const,
    ),
  ]
  const feeds = Object.entries(config.sources).map(
    ([name, { ics }]: [string, ConfigSource]) => [['sources', name, 'ics'], ics] as const,
  )
  return [
    ...tokens.flatMap(([path, reference]): Reference[] =>
      reference === undefined ? [] : [{ path, reference, kind: 'token' }],
    ),
    ...feeds.flatMap(([path, reference]): Reference[] =>
      reference === undefined || isFeedFile(reference) ? [] : [{ path, reference, kind: 'feed' }],
    ),
  ]
}

/** Reads all secrets of a configuration, and reports all that cannot be. */
export async function resolveSecrets(config: Config, context: SecretContext): Promise<ResolvedSecrets> {
  const secrets = new Map<string, string>()
  const problems: Problem[] = []
  const warnings: Problem[] = []
  for (const { path, reference, kind } of listReferences(config)) {
    const key = writePath(path)
    if (kind === 'feed' && isAddress(reference)) {
      secrets.set(secretKey(...path), reference)
      const message = `Expected ${key} to be env:NAME and got an address, which is as good as a password. Move it into a variable.`
      warnings.push({ path, message })
      continue
    }
    const read = await readSecret(reference, key, context)
    const message = 'problem' in read ? read.problem : describeMistake(read.value, key, kind)
    if (message !== undefined) problems.push({ path, message })
    else if ('value' in read) secrets.set(secretKey(...path), read.value)
  }
  return { secrets, problems, warnings }
}

/** Describes what is wrong with a secret, without repeating it. */
function describeMistake(value: string, key: string, kind: 'token' | 'feed'): string | undefined {
  if (kind === 'token') {
    if (/^bearer\s/i.test(value))
      return `Expected the secret of ${key} to be the token alone and found "Bearer" before it.`
    return /^[\x21-\x7e]+$/.test(value)
      ? undefined
      : `Expected the secret of ${key} to be a token and found a space or a character that no token has.`
  }
  if (value.startsWith('BEGIN:VCALENDAR')) {
    return `Expected the secret of ${key} to be the address of a feed and found the feed itself. Write the path alone, without "file:".`
  }
  return /^(?:https?|webcals?):\/\/\S+$/i.test(value) && URL.canParse(value)
    ? undefined
    : `Expected the secret of ${key} to be an https address and found something else, which is not repeated.`
}
