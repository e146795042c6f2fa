import { packageOf } from './imports.ts'
import type { Packed } from './packed.ts'
import { entryPoints, referencesOf } from './reachable.ts'

/**
 * The packages that only some entries may load when they are imported: optional peers, which a user may not have installed,
 * and those that cost a start what no other entry needs. `import()` in a call is not such a load.
 */
export const loadedBy: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '@block-slots/client': { undici: ['./undici'], redis: ['./redis'], ioredis: ['./redis'] },
  '@block-slots/mock': { vitest: ['./vitest'] },
  '@block-slots/sandbox': { vitest: ['./vitest'] },
  '@block-slots/sync': {
    'date-holidays': [],
    pg: ['./postgres'],
    'pg-boss': ['./pg-boss'],
    yaml: ['./config'],
    zod: ['./config'],
  },
}

/** The entries that load a package of other entries, in their code or in their declarations; one sentence each. */
export function checkLoads(packed: Packed): string[] {
  const { manifest, files } = packed
  const limited = loadedBy[manifest.name] ?? {}
  return entryPoints(packed).flatMap(({ entry, targets }) => {
    const queue = targets.filter((path) => files.has(path))
    const loaded = new Map<string, string>()
    for (const path of queue) {
      for (const { to, kind, lazy } of referencesOf(path, files.get(path) ?? '')) {
        if (lazy === true) continue
        if (kind === 'package') loaded.set(packageOf(to), path)
        else if (kind === 'file' && files.has(to) && !queue.includes(to)) queue.push(to)
      }
    }
    return [...loaded].flatMap(([name, path]) =>
      limited[name]?.includes(entry) === false
        ? [`${path} imports ${name}, and ${entry} of ${manifest.name} has to load without it`]
        : [],
    )
  })
}
