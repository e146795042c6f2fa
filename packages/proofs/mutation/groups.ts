import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Sources to mutate and the tests that have to fail, both below the client's folder. */
export type MutationGroup = {
  /** Files without `.ts`, or the files directly in a folder. */
  readonly sources: readonly string[]
  /** Beginnings of paths. */
  readonly tests: readonly string[]
}

/** Tests mirror the sources; the quick ones of those that can notice a mistake. */
export const groups: Readonly<Record<string, MutationGroup>> = {
  classify: { sources: ['http/classify', 'request/policy'], tests: ['http/', 'request/'] },
  'rate-limit': { sources: ['rate-limit/'], tests: ['rate-limit/', 'request/retry'] },
  create: { sources: ['create/'], tests: ['create/', 'event'] },
  token: { sources: ['token/'], tests: ['token/'] },
  redact: { sources: ['redact', 'mask'], tests: ['redact', 'error', 'support/scan'] },
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'))
  files.sort()
  return files
}

/** Sources of a group, relative to `src`. */
export function sourcesOf({ sources }: MutationGroup, client: string): string[] {
  return filesIn(join(client, 'src')).filter((file) =>
    sources.some((source) =>
      source.endsWith('/')
        ? file.startsWith(source) && !file.slice(source.length).includes('/')
        : file === `${source}.ts`,
    ),
  )
}

/** Tests of a group, relative to `test`; none that needs a server, a build or Redis. */
export function testsOf({ tests }: MutationGroup, client: string): string[] {
  return filesIn(join(client, 'test')).filter(
    (file) =>
      /(?<!\.(?:contract|dist|redis|sandbox))\.test\.ts$/.test(file) &&
      tests.some((test) => file.startsWith(test)),
  )
}
