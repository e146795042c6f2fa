import { isRecord } from '../../guard.ts'
import { invalidInput } from '../../error.ts'
import { dirname, join } from 'node:path'
import { withDeadline, type AbortScope } from '../../abort.ts'
import { systemClock } from '../../clock.ts'
import { isTokenRecord, storeUnavailable, type TokenRecord, type TokenStore } from '../../token/store.ts'
import { files, remove, unless } from './files.ts'
import { lockFile, deleteTemporary } from './lock.ts'

/** Lease of a holder whose process cannot be checked: a write takes milliseconds, and a refresh ends within 3 minutes. */
const leaseMs = { write: 10_000, lock: 180_000 }
/** A lock for a write that is held much longer than its lease will not be released. */
const maxWaitMs = 30_000
/** Readings of a folder whose files vanish: one more is enough, unless several writers follow each other closely. */
const maxReads = 20

/** Content of a file: a record, with the key that it was written under. */
type Stored = { readonly key: string; readonly record: TokenRecord }

/**
 * Creates a token store in a folder that processes of this machine share: one folder for each key, one file for each
 * generation, readable to this user only (0600). A file is written atomically and durably, and never changed; a damaged file,
 * or one of another program, is left unchanged; a damaged lock is taken over.
 *
 * Every method rejects with a `BlockSlotsError` of code `store-unavailable` when the file system fails.
 *
 * @throws BlockSlotsError of code `invalid-input` when the path is empty.
 * @example
 * ```ts
 * import { mkdtempSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { fileStore } from '@block-slots/client/node'
 *
 * const folder = mkdtempSync(`${tmpdir()}/block-slots-`)
 * const store = fileStore(folder)
 * console.log(await store.write('C2QujeCh8ZnC7al2InWR', { generation: 1, refreshToken: 'first' }, 0)) // => true
 * console.log((await fileStore(folder).read('C2QujeCh8ZnC7al2InWR'))?.refreshToken) // => first
 * ```
 */
export function fileStore(path: string): Required<TokenStore> {
  if (typeof path !== 'string' || path === '') {
    throw invalidInput('configure', 'path must be the path of a folder.')
  }
  const withStoreErrors = async <Value>(
    key: string,
    work: (folder: string) => Promise<Value>,
  ): Promise<Value> => {
    try {
      return await work(join(path, nameOf(key)))
    } catch (cause) {
      throw storeUnavailable(`in ${path} failed.`, cause)
    }
  }
  return {
    read: (key) => withStoreErrors(key, async (folder) => (await readLatest(folder, key))?.record),
    write: (key, record, expectedGeneration) =>
      withStoreErrors(key, async (folder) => {
        if (record.generation !== expectedGeneration + 1)
          throw new RangeError('Expected a record of the next generation.')
        await createFolder(folder)
        const wait = ({ controller: { signal } }: AbortScope): ReturnType<typeof lockFile> =>
          lockFile(join(folder, 'write'), leaseMs.write, systemClock, signal)
        const release = await withDeadline(systemClock, maxWaitMs, wait)
        try {
          return await replace(folder, { key, record }, expectedGeneration)
        } finally {
          await release()
        }
      }),
    async lock(key, signal) {
      const release = await withStoreErrors(key, async (folder) => {
        await createFolder(folder)
        return lockFile(join(folder, 'lock'), leaseMs.lock, systemClock, signal)
      }).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error
      })
      return () => withStoreErrors(key, release)
    },
  }
}

/** Returns a name for a key on any file system. Capital letters are marked, since some file systems ignore case. */
const nameOf = (key: string): string =>
  `key-${encodeURIComponent(key).replace(/[A-Z_]/g, (sign) => `_${sign.toLowerCase()}`)}`.replaceAll(
    '*',
    '%2a',
  )

const fileOf = (folder: string, generation: number): string => join(folder, `record.${generation}.json`)

async function createFolder(folder: string): Promise<void> {
  const created = await files().mkdir(folder, { recursive: true, mode: 0o700 })
  if (created !== undefined) await syncFolder(dirname(folder))
}

type File = { readonly name: string; readonly generation: number; readonly isDraft: boolean }

/** Lists the files of records, and unfinished drafts. */
async function listFiles(folder: string): Promise<File[]> {
  const names = await unless('ENOENT', files().readdir(folder), [])
  return names.flatMap((name) => {
    const [, record, draft] = /^(?:record\.(\d{1,15})\.json|\.draft\.(\d{1,15})\..+)$/.exec(name) ?? []
    const generation = Number(record ?? draft)
    return Number.isNaN(generation) ? [] : [{ name, generation, isDraft: draft !== undefined }]
  })
}

/** Reads the last generation; `undefined` when there is none. */
async function readLatest(folder: string, key: string): Promise<Stored | undefined> {
  for (let reads = 0; reads < maxReads; reads++) {
    const records = (await listFiles(folder)).filter((file) => !file.isDraft)
    if (records.length === 0) return undefined
    const generation = Math.max(...records.map((file) => file.generation))
    const file = fileOf(folder, generation)
    const text = await unless('ENOENT', files().readFile(file, 'utf8'), undefined)
    // Another process wrote the next generation and removed this one in between.
    if (text === undefined) continue
    const stored = parse(text)
    if (stored?.key === key && stored.record.generation === generation) return stored
    throw new TypeError(`${file} is damaged, or not a file of this store. It was left unchanged.`)
  }
  throw new TypeError(`${folder} lists a record that does not exist.`)
}

function parse(text: string): Stored | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value) || typeof value.key !== 'string' || !isTokenRecord(value.record)) return undefined
    return { key: value.key, record: value.record }
  } catch {
    return undefined
  }
}

/** Creates the file of a generation atomically and durably, unless it exists. */
async function createFile(folder: string, stored: Stored): Promise<boolean> {
  const draft = join(folder, `.draft.${stored.record.generation}.${crypto.randomUUID()}`)
  try {
    const file = await files().open(draft, 'wx', 0o600)
    try {
      await file.writeFile(JSON.stringify(stored))
      await file.sync()
    } finally {
      await file.close()
    }
    // Unlike a rename, a link does not replace an existing file.
    const linked = files()
      .link(draft, fileOf(folder, stored.record.generation))
      .then(() => true)
    if (!(await unless('EEXIST', linked, false))) return false
    await syncFolder(folder)
    return true
  } finally {
    await remove(draft)
  }
}

/** Writes the next generation if the latest is the expected one. The caller holds the lock for writing. */
async function replace(folder: string, stored: Stored, expectedGeneration: number): Promise<boolean> {
  const { key, record } = stored
  const latest = await readLatest(folder, key)
  if ((latest?.record.generation ?? 0) !== expectedGeneration) return false
  if (!(await createFile(folder, stored))) return false
  const present = await listFiles(folder)
  // A later generation exists only if the lock was taken over while this process slept.
  const isLast = present.every(({ isDraft, generation }) => isDraft || generation <= record.generation)
  const own = fileOf(folder, record.generation)
  const old = present.filter(({ generation }) => generation < record.generation)
  await Promise.all(isLast ? old.map(({ name }) => remove(join(folder, name))) : [remove(own)])
  // The record is written whether or not this succeeds.
  await deleteTemporary(folder).catch(() => {})
  await syncFolder(folder)
  return isLast
}

/** Makes the names of files durable. Windows has no such call, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await files().open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
