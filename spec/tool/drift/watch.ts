/** Compares what the publisher releases and announces outside of its documents: its SDK, and its change log. */
import { type Fields, fields, list } from '../document.ts'
import type { Change } from './change.ts'
import { concernsContract, entriesOfChangelog, lineOfEntry } from './changelog.ts'
import { address, readAny, type Reader, readText } from './source.ts'

/** Addresses of what is watched. */
export type WatchedNames = { readonly sdk?: string | undefined; readonly changelog?: string | undefined }

export type Watch = {
  readonly changes: readonly Change[]
  /** Why something could not be read, one sentence each. */
  readonly failures: readonly string[]
  /** The new record of what was read. */
  readonly record: Fields
}

const nothing: Watch = { changes: [], failures: [], record: {} }

/** The latest release of the SDK: its manifest, as the registry has it under `latest`. */
async function watchSdk(name: string, recorded: Fields, how: Reader): Promise<Watch> {
  const manifest = await readAny(name, address(name), how)
  const { name: title, version, deprecated = 'no' } = manifest
  if (typeof title !== 'string' || typeof version !== 'string')
    throw new Error(`${name} is no package of npm`)
  const now: Fields = { name: title, version, deprecation: String(deprecated) }
  const before = fields(recorded['sdk'])
  const changes = Object.keys(now).flatMap((fact): Change[] => {
    const [was = 'none', is = 'none'] = [before[fact], now[fact]].map((one = 'none') => String(one))
    if (was === is) return []
    const change = { subject: `the SDK ${title}`, fact, before: was, now: is }
    const why = 'a release may send or expect something new'
    return [{ ...change, verdict: 'news', why, at: { source: name, pointer: '' } }]
  })
  return { ...nothing, changes, record: { sdk: now } }
}

/** The change log: entries about operations of the contract, or near them. Entries that the page drops are no change. */
async function watchChangelog(name: string, record: Fields, recorded: Fields, how: Reader): Promise<Watch> {
  const entries = entriesOfChangelog(await readText(name, address(name), how))
  if (entries.length === 0) throw new Error(`${name} has no entry under a date`)
  const neighbours = new Set(list(record['x-neighbours']))
  const known = list(recorded['changelog']).map(String)
  const concerning = entries.filter((entry) => concernsContract(entry, neighbours))
  const changes = concerning.flatMap((entry): Change[] => {
    const now = lineOfEntry(entry)
    if (known.includes(now)) return []
    const change = { subject: 'the change log', fact: 'entry', before: 'none', now }
    const why = 'an announcement; the documents may follow later'
    return [{ ...change, verdict: 'news', why, at: { source: name, pointer: entry.date } }]
  })
  const changelog = [...new Set([...concerning.map(lineOfEntry), ...known])].toSorted()
  return { ...nothing, changes, record: { changelog } }
}

/** Reads and compares what is watched. What cannot be read does not keep the rest from being compared. */
export async function watch(names: WatchedNames, record: Fields, how: Reader): Promise<Watch> {
  const recorded = fields(record['x-watched'])
  const { sdk, changelog } = names
  const all = await Promise.all(
    [
      sdk === undefined ? nothing : watchSdk(sdk, recorded, how),
      changelog === undefined ? nothing : watchChangelog(changelog, record, recorded, how),
    ].map(async (one) => {
      try {
        return await one
      } catch (error) {
        return { ...nothing, failures: [error instanceof Error ? error.message : String(error)] }
      }
    }),
  )
  return {
    changes: all.flatMap(({ changes }) => changes),
    failures: all.flatMap(({ failures }) => failures),
    record: Object.assign({ ...recorded }, ...all.map((one) => one.record)),
  }
}
