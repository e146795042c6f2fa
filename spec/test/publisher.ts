/** A publisher whose documents can be changed: the recorded ones, cut into files as the real ones are. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type Document, parseDocument } from 'yaml'
import { type Fields, fields } from '../tool/document.ts'
import { type Outcome, drift, type World } from '../tool/drift.ts'

export const host: string = 'https://publisher.example/docs'
export const calendars: string = `${host}/apps/calendars.json`
export const oauth: string = `${host}/apps/oauth.json`
const users: string = `${host}/apps/users.json`
const locations: string = `${host}/apps/locations.json`
/** The documents of the version that the contract follows. */
export const documents: readonly string[] = [calendars, oauth, users, locations]
/** The same of version `v3`, whose calendars refer to a file that is not there, as the real ones do. */
export const calendarsV3: string = `${host}/apps/v3/calendars-v3.json`
export const oauthV3: string = `${host}/apps/v3/oauth-v3.json`
/** The latest release of the SDK, and the change log. */
export const sdk: string = `${host}/@gohighlevel/api-client/latest`
export const changelog: string = `${host}/Changelog/index.html`
const common = `${host}/common/common-schemas.json`

export const recordedPath: string = fileURLToPath(new URL('vendor-contract.json', import.meta.url))
const recorded = readFileSync(recordedPath, 'utf8')
const shared = ['BadRequestDTO', 'UnauthorizedDTO', 'UnprocessableDTO']

/** A copy of the record, for one test. */
export function copyRecord(): string {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-record-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  copyFileSync(recordedPath, join(folder, 'record.json'))
  return join(folder, 'record.json')
}

export type Plant = (document: Document) => void

/** The document at each address, after an edit of the whole document before it was split. */
export function published(plant: Plant = () => {}): Map<string, string> {
  const whole = parseDocument(recorded)
  plant(whole)
  const { paths, components, openapi, info, servers } = fields(whole.toJS())
  const rest = { openapi, info, servers }
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
    [calendars, part((path) => !/^\/(oauth|users|locations)/.test(path))],
    [oauth, part((path) => path.startsWith('/oauth'))],
    [users, part((path) => path.startsWith('/users'))],
    [locations, part((path) => path.startsWith('/locations'))],
    [common, JSON.stringify({ components: { schemas: both } })],
  ])
}

/** The calendars of version `v3`, after an edit of them alone. */
export function publishedV3(plant?: Plant): [address: string, page: string] {
  return [calendarsV3, (published(plant).get(calendars) ?? '').replaceAll('2021-04-15', 'v3')]
}

/** The tokens of version `v3`, after an edit of them alone. */
export function publishedOauthV3(plant: Plant = () => {}): [address: string, page: string] {
  const document = parseDocument(
    JSON.stringify(fields(fields(JSON.parse(recorded))['x-further'])['oauth-v3.json']),
  )
  plant(document)
  return [oauthV3, JSON.stringify(document.toJS())]
}

/** The files of what is watched besides the documents, as they were when they were recorded. */
export const watchedFiles: { readonly sdk: string; readonly changelog: string } = {
  sdk: fileURLToPath(new URL('support/sdk.json', import.meta.url)),
  changelog: fileURLToPath(new URL('support/changelog.html', import.meta.url)),
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
  return drift([...documents, ...more], { reader: serving(published(plant)) })
}

/** The command's report of a change as data, without prose. */
export async function reportedLines(plant: Plant): Promise<string[]> {
  return changesOf(await run(plant, '--json'))
}

/** The changes in a report that was made with `--json`. */
export function changesOf({ out, err, code }: Outcome): string[] {
  if (err !== '') throw new Error(err)
  const { changes, new: count }: { changes: Fields[]; new: number } = JSON.parse(out)
  if ((code === 1) !== count > 0) throw new Error(`${count} new changes, and yet it ended with ${code}`)
  return changes.map(({ verdict, sentence }) => `${String(verdict)}: ${String(sentence)}`)
}
