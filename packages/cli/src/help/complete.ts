import { readFile, readdir } from 'node:fs/promises'
import { zoneNames } from '@block-slots/helpers'
import { profilesPath } from '../account/account.ts'
import type { Session } from '../session.ts'

/** What only the machine knows, and a shell completes: each is read from files, never from the network. */
const sources: Readonly<Record<string, (session: Session) => Promise<readonly string[]>>> = {
  owners: () => readNames(['block-slots.yaml', 'block-slots.yml', 'block-slots.json'], 'owners'),
  profiles: ({ env }) => readNames([profilesPath(env) ?? ''], 'profiles'),
  runs: async () =>
    (await readdir('.block-slots')).flatMap((name) => /^([0-9a-f]{8})\.report\.json$/.exec(name)?.[1] ?? []),
  zones: async () => zoneNames(),
}

/** Returns the candidates of a source; none where nothing can be read: a shell has nowhere to show a message. */
export async function complete(source: string, session: Session): Promise<readonly string[]> {
  try {
    return Object.hasOwn(sources, source) ? ((await sources[source]?.(session)) ?? []) : []
  } catch {
    return []
  }
}

/** Returns the keys of a part of the first file that is there. */
async function readNames(paths: readonly string[], part: string): Promise<readonly string[]> {
  const { parse } = await import('yaml')
  const texts = await Promise.allSettled(paths.map((path) => readFile(path, 'utf8')))
  const found = texts.find((text) => text.status === 'fulfilled')
  return Object.keys(Object(Object(parse(found?.value ?? ''))[part]))
}
