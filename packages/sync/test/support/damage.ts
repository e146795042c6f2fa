import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isBlockSlotsError } from '@block-slots/client'
import { collect } from '../../src/collect.ts'
import {
  ann,
  ben,
  cat,
  createOn,
  creates,
  intent,
  entryOn,
  outcome,
  plan,
  planOf,
  runOf,
  start,
} from '../../src/store/conformance/harness.ts'
import { applicationId } from '../../src/store/sqlite/schema.ts'
import { sqliteStore } from '../../src/store/sqlite/store.ts'
import type { Store } from '../../src/store/store.ts'

/** The two files of a state. */
export type StateFiles = { readonly main: Buffer; readonly wal: Buffer }

/** A state, and what it showed after each of its transactions. */
export type History = {
  readonly files: StateFiles
  /** What the store showed, the newest last. */
  readonly states: readonly string[]
  /** The rows that SQLite showed. */
  readonly rows: readonly string[]
}

/** How a damaged state was read: as it was, as it was before, with an error that says so, or wrongly. */
export type Reading = 'same' | 'earlier' | 'reported' | 'wrong'

/** A folder for states, in memory where the system has that. */
export const makeFolder = (): string =>
  mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'block-slots-damage-'))

const owners = [ann, ben, cat]

/** Writes a small state whose last transactions are in its WAL, and remembers what it showed after each transaction. */
export async function writeHistory(folder: string): Promise<History> {
  const path = join(folder, 'history.db')
  preparePages(path)
  const states = new Set<string>()
  const rows = new Set<string>()
  const copy = join(folder, 'copy.db')
  const remember = async (): Promise<void> => {
    writeState(copy, readFiles(path))
    states.add(await readState(copy))
    writeState(copy, readFiles(path))
    rows.add(readRows(copy))
  }
  let store = sqliteStore(path)
  await remember()
  for (const step of steps) {
    // The first half is in the main file, the other in the WAL.
    if (step === steps[Math.floor(steps.length / 2)]) {
      await store.close()
      store = sqliteStore(path)
    }
    await step(store)
    await remember()
  }
  const files = readFiles(path)
  await store.close()
  return { files, states: [...states], rows: [...rows] }
}

/** Pages of the smallest size: a state of few bytes, of which every one can be tried. */
function preparePages(path: string): void {
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA page_size = 512; PRAGMA application_id = ${applicationId}; VACUUM`)
  database.close()
}

/** The transactions of the history. */
const steps: readonly ((store: Store) => Promise<unknown>)[] = [
  (store) => start(store, 'aaaaaaa1', [planOf(ann, creates(3)), planOf(cat, [createOn(4)])]),
  (store) => store.saveFeed('feed', { etag: 'one', body: Uint8Array.of(0, 1, 254, 255) }),
  async (store) => store.commit((await stepsOf(store)).map(intent)),
  async (store) => store.commit([outcome(await firstOf(store), 'done', entry('b1', 1))]),
  async (store) =>
    store.commit((await stepsOf(store)).slice(1, 2).map((step) => outcome(step, 'done', entry('b2', 2)))),
  (store) => store.endRun('aaaaaaa1', 'stopped'),
  (store) =>
    plan(store, 'aaaaaaa2', [
      planOf(ann, creates(2), { ledger: [{ id: 'b3', entry: entryOn(3) }] }),
      planOf(ben, []),
    ]),
  (store) => store.startRun('aaaaaaa2'),
  (store) => store.saveFeed('feed', { etag: 'two', body: Uint8Array.of(9, 8, 7) }),
  (store) => store.addRun(runOf('aaaaaaa3')),
]

const stepsOf = (store: Store) => collect(store.steps('aaaaaaa1'))

async function firstOf(store: Store) {
  const [first] = await stepsOf(store)
  if (first === undefined) throw new Error('Expected a step.')
  return first
}

const entry = (id: string, day: number) => ({ detail: { id }, ledger: { id, entry: entryOn(day) } })

const readFiles = (path: string): StateFiles => ({
  main: readFileSync(path),
  wal: existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : Buffer.alloc(0),
})

function writeState(path: string, { main, wal }: StateFiles): void {
  for (const suffix of ['-journal', '-shm', '-wal']) rmSync(path + suffix, { force: true })
  writeFileSync(path, main)
  if (wal.length > 0) writeFileSync(`${path}-wal`, wal)
}

/** Opens a state and reads everything in it. */
async function readState(path: string): Promise<string> {
  const store = sqliteStore(path)
  try {
    const runs = await store.runs()
    const read = []
    for (const { id } of runs) {
      read.push(await collect(store.owners(id)), await collect(store.steps(id)), await store.counts(id))
      const locations = await store.locations(id)
      read.push(locations, await store.locations(id, 'unfinished'))
      for (const each of locations) {
        read.push(await collect(store.owners(id, each)), await collect(store.steps(id, { locationId: each })))
      }
    }
    for (const owner of owners) read.push([...(await store.ledger(owner))], await store.unresolved(owner))
    const feed = await store.feed('feed')
    return JSON.stringify([runs, read, feed === undefined ? null : { ...feed, body: [...feed.body] }])
  } finally {
    await store.close()
  }
}

/** Reads the rows with SQLite alone, which checks its pages and indexes. */
function readRows(path: string): string {
  const database = new DatabaseSync(path)
  try {
    const check = database.prepare('PRAGMA integrity_check').all()
    if (JSON.stringify(check) !== '[{"integrity_check":"ok"}]') throw new Error('SQLite found damage.')
    const tables = ['run', 'owner', 'step', 'outcome', 'block', 'feed']
    return JSON.stringify(
      tables.map((table) =>
        database
          .prepare(`SELECT * FROM ${table} ORDER BY 1, 2`)
          .all()
          .map((row) => JSON.stringify(Object.values(row).map(String))),
      ),
    )
  } finally {
    database.close()
  }
}

/** Reads a damaged state as the store does. */
export async function judgeState(path: string, files: StateFiles, { states }: History): Promise<Reading> {
  writeState(path, files)
  try {
    return compare(await readState(path), states)
  } catch (error) {
    return isBlockSlotsError(error, 'store-damaged') ? 'reported' : 'wrong'
  }
}

/** Reads a damaged state with SQLite alone: what the store adds to it. */
export function judgeRows(path: string, files: StateFiles, { rows }: History): Reading {
  writeState(path, files)
  try {
    return compare(readRows(path), rows)
  } catch {
    return 'reported'
  }
}

function compare(read: string, known: readonly string[]): Reading {
  if (read === known.at(-1)) return 'same'
  return known.includes(read) ? 'earlier' : 'wrong'
}

/** The files with the bits of one byte flipped; positions go through the main file, then through the WAL. */
export function flip({ main, wal }: StateFiles, position: number, bits: number): StateFiles {
  const both = Buffer.concat([main, wal])
  both.writeUInt8(both.readUInt8(position) ^ bits, position)
  return { main: both.subarray(0, main.length), wal: both.subarray(main.length) }
}

/** The files with one of them cut to a length. */
export const cut = ({ main, wal }: StateFiles, file: keyof StateFiles, length: number): StateFiles =>
  file === 'main' ? { main: main.subarray(0, length), wal } : { main, wal: wal.subarray(0, length) }
