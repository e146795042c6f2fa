/** A publisher whose documents can be changed: the recorded ones, cut into files as the real ones are. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Document, parseDocument } from 'yaml'
import { type Fields, fields } from '../tool/document.ts'
import { type Outcome, drift, type World } from '../tool/drift.ts'

export const host: string = 'https://publisher.example/docs'
export const calendars: string = `${host}/apps/calendars.json`
export const oauth: string = `${host}/apps/oauth.json`
const common = `${host}/common/common-schemas.json`

export const recordedPath: string = fileURLToPath(new URL('vendor-contract.json', import.meta.url))
const recorded = readFileSync(recordedPath, 'utf8')
const shared = ['BadRequestDTO', 'UnauthorizedDTO', 'UnprocessableDTO']

export type Plant = (document: Document) => void

/** The document at each address, after an edit of the whole document before it was split. */
export function published(plant: Plant = () => {}): Map<string, string> {
  const whole = parseDocument(recorded)
  plant(whole)
  const { paths, components, ...rest } = fields(whole.toJS())
  const schemas = fields(fields(components)['schemas'])
  const elsewhere = (text: string) =>
    shared.reduce(
      (all, name) =>
        all.replaceAll(
          `"#/components/schemas/${name}"`,
          `"../common/common-schemas.json#/components/schemas/${name}"`,
        ),
      text,
    )
  const part = (wanted: (path: string) => boolean): string =>
    elsewhere(
      JSON.stringify({
        ...rest,
        paths: Object.fromEntries(Object.entries(fields(paths)).filter(([path]) => wanted(path))),
        components: {
          ...fields(components),
          schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => !shared.includes(name))),
        },
      }),
    )
  const both = Object.fromEntries(shared.map((name) => [name, schemas[name]]))
  return new Map([
    [calendars, part((path) => !path.startsWith('/oauth'))],
    [oauth, part((path) => path.startsWith('/oauth'))],
    [common, JSON.stringify({ components: { schemas: both } })],
  ])
}

/** A fetch that knows these pages and no others. */
export function serving(pages: ReadonlyMap<string, string | Response>): World['reader'] {
  return {
    timeoutMs: 1000,
    maxBytes: 1_000_000,
    fetch: async (url) => {
      const page = pages.get(url.href)
      if (page instanceof Response) return page.clone()
      return page === undefined ? new Response('Not found', { status: 404 }) : new Response(page)
    },
  }
}

/** The command over what is published. */
export function run(plant?: Plant, ...more: string[]): Promise<Outcome> {
  return drift([calendars, oauth, ...more], { reader: serving(published(plant)) })
}

/** The command's report of a change as data, without prose. */
export async function reportedLines(plant: Plant): Promise<string[]> {
  const { out, err, code } = await run(plant, '--json')
  if (err !== '') throw new Error(err)
  const { changes, new: count }: { changes: Fields[]; new: number } = JSON.parse(out)
  if ((code === 1) !== count > 0) throw new Error(`${count} new changes, and yet it ended with ${code}`)
  return changes.map(({ verdict, sentence }) => `${String(verdict)}: ${String(sentence)}`)
}
