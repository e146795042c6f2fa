/** Reads the pending changesets, and finds faults in them. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readChangesets } from '@changesets/read'
import { fields } from '../document.ts'
import { type Waiting } from './shortage.ts'

/** The pending changesets; one that cannot be read bumps nothing. */
export type Queue = { readonly waiting: readonly Waiting[]; readonly faults: readonly string[] }

/** Reads the changesets of a repository. Otherwise a faulty one would be found by versioning alone, after its merge. */
export async function queue(root: string): Promise<Queue> {
  const names = new Set(
    globSync('{spec,packages/*}/package.json', { cwd: root }).map((path) =>
      String(fields(JSON.parse(readFileSync(join(root, path), 'utf8')))['name']),
    ),
  )
  try {
    const waiting = await readChangesets(root)
    const faults = waiting.flatMap(({ id, releases, summary }) => [
      ...releases
        .filter(({ name }) => !names.has(name))
        .map(({ name }) => `.changeset/${id}.md names ${name}, which is no package of this repository.`),
      // One without packages states on purpose that there is no release note.
      ...(releases.length > 0 && summary.trim() === ''
        ? [`.changeset/${id}.md has no sentence for the changelog.`]
        : []),
    ])
    return { waiting, faults }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { waiting: [], faults: [`A file in .changeset is no changeset: ${why}`] }
  }
}
