/**
 * Compares HighLevel's published documents, given as files or URLs, with their record, and reports changes with their effect
 * on the contract. Exits with 0 without changes, 1 with changes, and 2 when a document cannot be read.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { changesSince } from './drift/change.ts'
import { type Fields, fields, type Operation, operations } from './document.ts'
import { gather } from './drift/gather.ts'
import { entriesOf } from './ledger.ts'
import { moves, only } from './drift/move.ts'
import { recordOf } from './drift/record.ts'
import { asJson, asMarkdown, asText, fresh, type Report } from './drift/report.ts'
import { read, type Reader, reader } from './drift/source.ts'

const usage = `pnpm --filter @block-slots/spec drift <file or URL> [...] [--json | --markdown] [--record]
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

/** `/calendars` of `/calendars/events`. */
function family(operation: Operation): string {
  return operation.path.split('/').slice(0, 2).join('/')
}

async function compare(names: readonly string[], world: World): Promise<Report & { record: () => Fields }> {
  const before = fields(JSON.parse(text(world.recordedPath)))
  const ours = fields(parse(text(here('../openapi.yaml'))))
  const entries = entriesOf(text(here('../DEVIATIONS.md')))
  const sources = await Promise.all(names.map((name) => read(name, world.reader)))
  const collection = await gather(sources, before, world.reader)
  if (operations(collection.document).length === 0)
    throw new Error('Nothing in these documents is about calendars, events or tokens')

  // A document about calendars alone has no operations about tokens.
  const families = new Set(sources.flatMap(({ document }) => operations(document).map(family)))
  const moved = new Set(moves(before, collection.document).map(({ from }) => from.name))
  const spokenOf = (one: Operation): boolean => families.has(family(one)) || moved.has(one.name)
  const recorded = only(before, spokenOf)
  const { 'x-source': recordedFrom } = fields(before['info'])
  const kept = only(before, (one) => !spokenOf(one))
  const untouched = [...new Set(operations(kept).map(family))]
  return {
    sources: names,
    recorded: typeof recordedFrom === 'string' ? recordedFrom : 'what was recorded',
    changes: changesSince(recorded, collection, ours, entries),
    warnings: [
      ...collection.warnings,
      ...untouched.map((one) => `None of these documents is about ${one}, which was not compared`),
    ],
    record: () => {
      const source = `${names.join(', ')}, as read on ${world.today}; only the operations that concern block slots`
      return recordOf(before, kept, collection, ours, source)
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
      },
    })
    if (positionals.length === 0) return { code: 2, out: '', err: usage }
    const { record, ...report } = await compare(positionals, world)
    const form = values.json ? asJson : values.markdown ? asMarkdown : asText
    if (values.record) {
      writeFileSync(world.recordedPath, `${JSON.stringify(record(), null, 1)}\n`)
      return { code: 0, out: `${form(report)}\nRecorded. Now run the tests of this package.\n`, err: '' }
    }
    return { code: fresh(report).length === 0 ? 0 : 1, out: form(report), err: '' }
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
