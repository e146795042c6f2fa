import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { lstat, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Plan, Report } from '@block-slots/sync'
import type { JsonOutput } from '../io.ts'

/** Serializes a plan as one JSON document, in lines: its steps are never all in memory. */
export const serializePlan = (plan: Plan): AsyncIterable<string | JsonOutput> =>
  serialize(
    { run: plan.run, counts: plan.counts, changes: plan.changes },
    { owners: plan.owners, steps: plan.steps },
  )

/** Serializes a report, likewise. */
export const serializeReport = ({
  run,
  counts,
  stopped,
  steps,
}: Report): AsyncIterable<string | JsonOutput> => serialize({ run, counts, stopped }, { steps })

async function* serialize(
  head: Readonly<Record<string, unknown>>,
  lists: Readonly<Record<string, () => AsyncIterable<unknown>>>,
): AsyncIterable<string | JsonOutput> {
  let before = '{'
  for (const [name, value] of Object.entries(head)) {
    yield { json: value, before: `${before}"${name}": ` }
    before = ' , '
  }
  for (const [name, rows] of Object.entries(lists)) {
    yield ` , "${name}": [`
    let comma = '   '
    for await (const row of rows()) {
      yield { json: row, before: comma }
      comma = ' , '
    }
    yield ' ]'
  }
  yield '}'
}

/** Writes a document to a file, which is complete or not there. A device, a pipe and a link are written to, and stay what they are. */
export async function saveDocument(path: string, lines: Document): Promise<void> {
  if (await isSpecial(path)) return pipeline(Readable.from(textOf(lines)), createWriteStream(path))
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    await pipeline(Readable.from(textOf(lines)), createWriteStream(draft, { flags: 'wx' }))
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** True for what a draft must not take the place of, such as `/dev/stdout`. */
async function isSpecial(path: string): Promise<boolean> {
  try {
    return !(await lstat(path)).isFile()
  } catch {
    // What is not there is created, and any other failure is that of writing it.
    return false
  }
}

/** The lines of a document. */
export type Document = AsyncIterable<string | JsonOutput> | Iterable<string | JsonOutput>

async function* textOf(lines: Document): AsyncIterable<string> {
  for await (const line of lines) {
    yield typeof line === 'string' ? `${line}\n` : `${line.before ?? ''}${JSON.stringify(line.json)}\n`
  }
}
