import { chmodSync, closeSync, mkdirSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { syncError } from '../../error.ts'
import { loadSqlite, type DatabaseSync } from './driver.ts'
import { damaged, lockedState, storeFailure, lossOfState } from './failure.ts'
import { applicationId, type Migration } from './schema.ts'

/** An open file of a state. */
export type OpenState = { readonly database: DatabaseSync; readonly close: () => void }

/**
 * The files that this process has open, by device and inode. POSIX releases all locks that a process has on a file when it
 * closes any handle of it, so a file that is open here must not be opened again, not even to read its header.
 */
const openFiles = new Set<string>()

/** Opens the file of a state for this process alone, and brings it to the newest version. */
export function openState(path: string, migrations: readonly Migration[]): OpenState {
  const DatabaseSync = loadSqlite()
  const file = path === ':memory:' ? undefined : prepareFile(path)
  if (file !== undefined) openFiles.add(file)
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path)
    lockFile(database)
    migrate(database, path, migrations)
    // Only now: the file of a new state has its application id before it has a WAL.
    database.exec('PRAGMA journal_mode = WAL')
    verifyFile(database)
  } catch (error) {
    database?.close()
    if (file !== undefined) openFiles.delete(file)
    throw storeFailure(error, path)
  }
  const opened = database
  return {
    database,
    close() {
      if (file !== undefined) openFiles.delete(file)
      opened.close()
    },
  }
}

/** Makes the folder and the file, readable by this user alone, and returns what identifies the file. */
function prepareFile(path: string): string {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 })
    const known = statSync(path, { throwIfNoEntry: false })
    if (known !== undefined && openFiles.has(`${known.dev}:${known.ino}`)) throw lockedState(path)
    const handle = openSync(path, 'a+', 0o600)
    try {
      verifyHeader(handle, path)
    } finally {
      closeSync(handle)
    }
    const { dev, ino } = statSync(path)
    return `${dev}:${ino}`
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      throw syncError('store-unavailable', `Expected ${path} to be readable and writable, and it is not.`, {
        hint: 'Check the permissions of the file and of its folder.',
        cause: error,
      })
    }
    throw error
  }
}

/** Refuses a file of another kind before SQLite touches it. An empty file and a database without tables are new states. */
function verifyHeader(handle: number, path: string): void {
  const header = Buffer.alloc(100)
  const length = readSync(handle, header, 0, header.length, 0)
  if (length === 0) return
  const isSqlite = length === header.length && header.toString('latin1', 0, 16) === 'SQLite format 3\0'
  if (isSqlite && header.readUInt32BE(68) === applicationId) return
  // SQLite writes this first; a process that ends just then leaves it. Its schema has never changed, and nothing was set.
  const isUnused = [40, 60, 68].every((offset) => header.readUInt32BE(offset) === 0)
  if (isSqlite && isUnused) return
  const got = isSqlite ? 'a database of another application' : 'a file of another kind'
  throw syncError('store-damaged', `Expected ${path} to be a state of block-slots and got ${got}.`, {
    hint: `The file was left as it is. Use another path, or delete it when it was a state: ${lossOfState}.`,
  })
}

/** Takes the exclusive lock, which ends with the process however that ends. */
function lockFile(database: DatabaseSync): void {
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA synchronous = FULL;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -8000;
    BEGIN EXCLUSIVE;
    COMMIT;
  `)
}

function migrate(database: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  const isNew = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'] === 0
  if (version === migrations.length) return
  if (version > migrations.length) {
    throw syncError(
      'store-damaged',
      `Expected a state of version ${migrations.length} or older and got version ${version}.`,
      { hint: `Use the newer version of this program that wrote ${path}, or another file.` },
    )
  }
  if (version < 1 && !isNew) throw damaged('the version of the file')
  if (version > 0 && path !== ':memory:') copyState(database, `${path}.v${version}`)
  database.exec('BEGIN EXCLUSIVE')
  for (const change of migrations.slice(version)) change(database)
  database.exec(`
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${migrations.length};
    COMMIT;
  `)
}

/** Copies a state through SQLite: another handle of the file would end its lock. */
function copyState(database: DatabaseSync, copy: string): void {
  rmSync(copy, { force: true })
  database.prepare('VACUUM INTO ?').run(copy)
  chmodSync(copy, 0o600)
}

/** Throws unless the pages, the indexes and the types of all values are in order. */
function verifyFile(database: DatabaseSync): void {
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
  if (found !== 'ok') throw damaged(`the file: ${String(found)}`)
}
