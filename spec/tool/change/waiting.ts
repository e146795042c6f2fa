/** The changesets that wait for the next release, and what is wrong with them. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readChangesets } from '@changesets/read'
import { fields } from '../document.ts'
import { type Waiting } from './shortage.ts'

/** What is waiting; a changeset that cannot be read bumps nothing. */
export type Queue = { readonly waiting: readonly Waiting[]; readonly faults: readonly string[] }

/** Reads the changesets of a repository. A faulty one would be found by versioning alone, after it was merged. */
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
      // One without packages says on purpose that nothing is to be told.
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
