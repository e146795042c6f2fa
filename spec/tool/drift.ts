/**
 * Compares what HighLevel publishes, given as files or URLs, with its record: OpenAPI documents, the SDK on npm, the change
 * log. Reports changes with their effect on the contract. Exits with 0 without changes, 1 with changes, and 2 when something
 * cannot be read. An SDK or a change log that cannot be read does not hide a change elsewhere: the code is 1 then.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { changesSince } from './drift/change.ts'
import { type Fields, fields, operations } from './document.ts'
import { editionsOf, family } from './drift/edition.ts'
import { gather } from './drift/gather.ts'
import { entriesOf } from './ledger.ts'
import { recordOf, unread } from './drift/record.ts'
import { asJson, asMarkdown, asText, fresh, type Report } from './drift/report.ts'
import { read, type Reader, reader } from './drift/source.ts'
import { watch, type WatchedNames } from './drift/watch.ts'

const usage = `pnpm --filter @block-slots/spec drift <file or URL> [...] [--sdk <file or URL>] [--changelog <file or URL>] [--json | --markdown] [--record]
`

/** Files of this package, and the access to the outside. */
export type World = {
  readonly reader: Reader
  readonly recordedPath: string
  readonly today: string
}

export type Outcome = { readonly code: 0 | 1 | 2; readonly out: string; readonly err: string }

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

function text(path: string): string {
  return readFileSync(path, 'utf8')
}

type Compared = Report & { readonly failures: readonly string[]; readonly record: () => Fields }

async function compare(names: readonly string[], watched: WatchedNames, world: World): Promise<Compared> {
  const before = fields(JSON.parse(text(world.recordedPath)))
  const ours = fields(parse(text(here('../openapi.yaml'))))
  const entries = entriesOf(text(here('../DEVIATIONS.md')))
  const sources = await Promise.all(names.map((name) => read(name, world.reader)))
  const collection = await gather(sources, before, world.reader)
  const all = [collection.main, ...collection.further.values()]
  if (all.every(({ document }) => operations(document).length === 0))
    throw new Error('Nothing in these documents is about calendars, events or tokens')

  const editions = editionsOf(before, collection)
  const kept = unread(before, collection)
  const { changes, failures, record } = await watch(watched, before, world.reader)
  const { 'x-source': recordedFrom } = fields(before['info'])
  const untouched = [...new Set(operations(kept).map(family))]
  return {
    sources: [...names, ...Object.values(watched).filter((name) => name !== undefined)],
    recorded: typeof recordedFrom === 'string' ? recordedFrom : 'what was recorded',
    changes: [...changesSince(editions, ours, entries), ...changes],
    warnings: [
      ...collection.warnings,
      ...untouched.map((one) => `None of these documents is about ${one}, which was not compared`),
      ...failures.map((failure) => `${failure}, so it was not compared`),
    ],
    failures,
    record: () => {
      const source = `${names.join(', ')}, as read on ${world.today}; only the operations that concern block slots`
      return { ...recordOf(before, editions, kept, source), 'x-watched': record }
    },
  }
}

/** Runs the command. */
export async function drift(argv: readonly string[], given: Partial<World> = {}): Promise<Outcome> {
  const world: World = {
    reader,
    recordedPath: here('../test/vendor-contract.json'),
    today: new Date().toISOString().slice(0, 10),
    ...given,
  }
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        record: { type: 'boolean', default: false },
        sdk: { type: 'string' },
        changelog: { type: 'string' },
      },
    })
    if (positionals.length === 0) return { code: 2, out: '', err: usage }
    const { sdk, changelog } = values
    const { record, failures, ...report } = await compare(positionals, { sdk, changelog }, world)
    const form = values.json ? asJson : values.markdown ? asMarkdown : asText
    const failed = failures.length > 0
    if (values.record && !failed) {
      writeFileSync(world.recordedPath, `${JSON.stringify(record(), null, 1)}\n`)
      return { code: 0, out: `${form(report)}\nRecorded. Now run the tests of this package.\n`, err: '' }
    }
    const changed = fresh(report).length > 0 && !values.record
    const err = failures.map((failure) => `${failure}\n`).join('')
    return { code: changed ? 1 : failed ? 2 : 0, out: form(report), err }
  } catch (error) {
    return { code: 2, out: '', err: `${error instanceof Error ? error.message : String(error)}\n` }
  }
}

if (import.meta.main) {
  const { code, out, err } = await drift(process.argv.slice(2))
  process.stdout.write(out)
  process.stderr.write(err)
  process.exitCode = code
}
