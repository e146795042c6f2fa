import { dirname, join } from 'node:path'
import { withDeadline } from '../../abort.ts'
import { invalidInput } from '../../validate/block.ts'
import { systemClock } from '../../clock.ts'
import { isRecord } from '../../redact.ts'
import { isTokenRecord, storeUnavailable, type TokenRecord, type TokenStore } from '../../token/store.ts'
import { codeOf, files } from './files.ts'
import { lockFile } from './lock.ts'

/** A write takes milliseconds; whoever holds the lock for it much longer is ill. */
const longestWaitMs = 30_000

/** A grant as a file holds it, with the key that it was written under. */
type Stored = { readonly key: string; readonly grant: TokenRecord }

/**
 * Keeps grants in a folder of this machine, for all processes that use it: one folder for each key, one file for each
 * generation, readable to this user alone (0600). A file appears whole and safe from a power cut, or not at all, and is
 * never written again; a file that is damaged or somebody else's is left as it is.
 *
 * Every method rejects with a `BlockSlotsError` of code `store-unavailable` when the disk does not do its part.
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
  const guarded = async <Value>(key: string, work: (folder: string) => Promise<Value>): Promise<Value> => {
    try {
      return await work(join(path, nameOf(key)))
    } catch (cause) {
      throw storeUnavailable(`in ${path} failed.`, cause)
    }
  }
  return {
    read: (key) => guarded(key, async (folder) => (await latest(folder, key))?.grant),
    write: (key, grant, expectedGeneration) =>
      guarded(key, async (folder) => {
        if (grant.generation !== expectedGeneration + 1)
          throw new RangeError('The generation must be the next.')
        await makeFolder(folder)
        const wait = (signal: AbortSignal): ReturnType<typeof lockFile> =>
          lockFile(join(folder, 'write'), systemClock, signal)
        const release = await withDeadline(systemClock, longestWaitMs, wait)
        try {
          return await replace(folder, { key, grant }, expectedGeneration)
        } finally {
          await release()
        }
      }),
    async lock(key, signal) {
      const release = await guarded(key, async (folder) => {
        await makeFolder(folder)
        return lockFile(join(folder, 'lock'), systemClock, signal)
      }).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error
      })
      return () => guarded(key, release)
    },
  }
}

/** A name for a key on any file system: capital letters are marked, since some take them for small ones. */
const nameOf = (key: string): string =>
  `key-${encodeURIComponent(key).replace(/[A-Z_]/g, (sign) => `_${sign.toLowerCase()}`)}`.replaceAll(
    '*',
    '%2a',
  )

const fileOf = (folder: string, generation: number): string => join(folder, `grant.${generation}.json`)

async function makeFolder(folder: string): Promise<void> {
  const made = await files().mkdir(folder, { recursive: true, mode: 0o700 })
  if (made !== undefined) await syncFolder(dirname(folder))
}

type File = { readonly name: string; readonly generation: number; readonly isDraft: boolean }

/** The files of grants, and the drafts of some that were never finished. */
async function filesOf(folder: string): Promise<File[]> {
  const names = await files()
    .readdir(folder)
    .catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    })
  return names.flatMap((name) => {
    const [, grant, draft] = /^(?:grant\.(\d{1,15})\.json|\.draft\.(\d{1,15})\..+)$/.exec(name) ?? []
    const generation = Number(grant ?? draft)
    return Number.isNaN(generation) ? [] : [{ name, generation, isDraft: draft !== undefined }]
  })
}

/** Reads the last generation; `undefined` when there is none. */
async function latest(folder: string, key: string): Promise<Stored | undefined> {
  for (;;) {
    const grants = (await filesOf(folder)).filter((file) => !file.isDraft)
    if (grants.length === 0) return undefined
    const generation = Math.max(...grants.map((file) => file.generation))
    const file = fileOf(folder, generation)
    const text = await files()
      .readFile(file, 'utf8')
      .catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      })
    // Somebody wrote the next one and removed this in between.
    if (text === undefined) continue
    const stored = parse(text)
    if (stored?.key === key && stored.grant.generation === generation) return stored
    throw new TypeError(`${file} is damaged, or no file of this store. It is left as it is.`)
  }
}

function parse(text: string): Stored | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value) || typeof value.key !== 'string' || !isTokenRecord(value.grant)) return undefined
    return { key: value.key, grant: value.grant }
  } catch {
    return undefined
  }
}

/** Puts the file of a generation in its place, whole and on the disk, unless somebody else was first. */
async function place(folder: string, stored: Stored): Promise<boolean> {
  const draft = join(folder, `.draft.${stored.grant.generation}.${crypto.randomUUID()}`)
  try {
    const file = await files().open(draft, 'wx', 0o600)
    try {
      await file.writeFile(JSON.stringify(stored))
      await file.sync()
    } finally {
      await file.close()
    }
    // A rename that refuses to replace.
    await files().link(draft, fileOf(folder, stored.grant.generation))
    await syncFolder(folder)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await remove(draft)
  }
}

async function remove(path: string): Promise<void> {
  await files()
    .unlink(path)
    .catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error
    })
}

/** Writes the next generation if the expected one is there. The caller holds the lock for writing. */
async function replace(folder: string, stored: Stored, expectedGeneration: number): Promise<boolean> {
  const { key, grant } = stored
  const last = await latest(folder, key)
  if ((last?.grant.generation ?? 0) !== expectedGeneration) return false
  if (!(await place(folder, stored))) return false
  const present = await filesOf(folder)
  // Only one whose lock was taken away while it slept finds a later one here.
  const isLast = present.every(({ isDraft, generation }) => isDraft || generation <= grant.generation)
  const own = fileOf(folder, grant.generation)
  const old = present.filter(({ generation }) => generation < grant.generation)
  await Promise.all(isLast ? old.map(({ name }) => remove(join(folder, name))) : [remove(own)])
  await syncFolder(folder)
  return isLast
}

/** Makes names of files durable. Windows cannot, and does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await files().open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
