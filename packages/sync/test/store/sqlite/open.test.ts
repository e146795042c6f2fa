import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { isBlockSlotsError, type BlockSlotsError } from '@block-slots/client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { applicationId, migrations } from '../../../src/store/sqlite/schema.ts'
import { openStore, sqliteStore } from '../../../src/store/sqlite/store.ts'
import type { Store } from '../../../src/store/store.ts'
import { collect } from '../../../src/collect.ts'
import { ann, creates, planOf, start } from '../../../src/store/conformance/harness.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'block-slots-state-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Opens a state that is closed after the test. */
function opened(path: string): Store {
  const store = sqliteStore(path)
  onTestFinished(() => store.close())
  return store
}

/** The error that a function throws. */
function failureOf(run: () => unknown): BlockSlotsError {
  try {
    run()
  } catch (error) {
    if (isBlockSlotsError(error)) return error
    throw error
  }
  throw new Error('Expected an error and got none.')
}

const holder = fileURLToPath(new URL('../../support/hold-state.ts', import.meta.url))
const conditions = '--conditions=block-slots-source'

describe('sqliteStore', () => {
  test('makes its folder and its files for this user alone', async () => {
    const parent = join(await folder(), 'a')
    const path = join(parent, 'b', 'state.db')
    const store = opened(path)
    await start(store, 'aaaaaaa1', [])
    const modes = await Promise.all(
      [parent, join(parent, 'b'), path, `${path}-wal`].map((each) => stat(each)),
    )
    expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['700', '700', '600', '600'])
  })

  test('refuses a second store of one process, and keeps the lock against others', async () => {
    const path = join(await folder(), 'state.db')
    const store = opened(path)
    await start(store, 'aaaaaaa1', [])
    const failure = failureOf(() => sqliteStore(path))
    expect(failure).toMatchObject({ code: 'store-locked', message: expect.stringContaining(path) })
    const { stderr, status } = spawnSync(process.execPath, [conditions, holder, path], { encoding: 'utf8' })
    expect(stderr).toContain("code: 'store-locked'")
    expect(status).toBe(1)
    await store.close()
    await opened(path).close()
  })

  test('is free again after the process that used it was killed, with all that it had written', async () => {
    const path = join(await folder(), 'state.db')
    const child = spawn(process.execPath, [conditions, holder, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    expect(failureOf(() => sqliteStore(path))).toMatchObject({
      code: 'store-locked',
      message: expect.stringContaining(`The state ${path} is in use`),
      hint: expect.stringContaining('Wait until it has ended.'),
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await opened(path).runs()).toMatchObject([{ id: 'aaaaaaa1', state: 'applying' }])
  })

  test('leaves out the warning of the runtime, and no other', () => {
    // Node 22 to 24.14 warn when they load SQLite; here every version does.
    const program = `
      const load = process.getBuiltinModule
      process.getBuiltinModule = (name) => {
        process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning')
        process.emitWarning('Something else is an experimental feature', 'ExperimentalWarning')
        return load(name)
      }
      const { sqliteStore } = await import('@block-slots/sync/sqlite')
      const before = [process.listeners('warning')[0], process.emitWarning]
      await sqliteStore(':memory:').close()
      console.log(process.listeners('warning')[0] === before[0], process.emitWarning === before[1])
      process.emitWarning('SQLite is an experimental feature, says the caller')
    `
    const args = [conditions, '--input-type=module', '--eval', program]
    const cwd = fileURLToPath(new URL('../../..', import.meta.url))
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd })
    expect(stdout).toBe('true true\n')
    expect(stderr).toContain('Something else is an experimental feature')
    expect(stderr).toContain('says the caller')
    expect(stderr).not.toContain('might change')
  })

  test.each([
    ['a text', Buffer.from('runs: []\n'), 'a file of another kind'],
    ['a short file', Buffer.from('SQLite format 3\0'), 'a file of another kind'],
    ['a file of zeros', Buffer.alloc(4096), 'a file of another kind'],
  ])('refuses %s and leaves it as it is', async (_, content, kind) => {
    const path = join(await folder(), 'state.db')
    await writeFile(path, content)
    const failure = failureOf(() => sqliteStore(path))
    expect(failure).toMatchObject({ code: 'store-damaged', message: expect.stringContaining(`got ${kind}`) })
    expect(await readFile(path)).toEqual(content)
  })

  test('refuses the database of another application and leaves it as it is', async () => {
    const path = join(await folder(), 'other.db')
    const database = new DatabaseSync(path)
    database.exec('CREATE TABLE run (id); PRAGMA user_version = 1')
    database.close()
    const before = await readFile(path)
    const failure = failureOf(() => sqliteStore(path))
    expect(failure).toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining('a database of another application'),
    })
    expect(await readFile(path)).toEqual(before)
  })

  test('takes a database without tables for a new state, as a process leaves it that ends while it makes one', async () => {
    const path = join(await folder(), 'state.db')
    const database = new DatabaseSync(path)
    database.exec('BEGIN EXCLUSIVE; COMMIT')
    database.close()
    expect((await stat(path)).size).toBeGreaterThan(0)
    expect(await opened(path).runs()).toEqual([])
  })

  test('refuses a newer version and names both', async () => {
    const path = join(await folder(), 'state.db')
    const newer = [...migrations, () => {}]
    await openStore(path, newer).close()
    const before = await readFile(path)
    const failure = failureOf(() => sqliteStore(path))
    expect(failure).toMatchObject({ code: 'store-damaged', hint: expect.stringContaining(path) })
    expect(failure.message).toContain(`version ${migrations.length} or older and got version ${newer.length}`)
    expect(await readFile(path)).toEqual(before)
  })

  test('copies an older version and brings it to the newest', async () => {
    const path = join(await folder(), 'state.db')
    const store = sqliteStore(path)
    const steps = await start(store, 'aaaaaaa1', [planOf(ann, creates(3))])
    await store.close()
    const newer = [
      ...migrations,
      (database: DatabaseSync) => database.exec("ALTER TABLE run ADD COLUMN note TEXT NOT NULL DEFAULT ''"),
    ]
    for (let opening = 0; opening < 2; opening += 1) {
      const next = openStore(path, newer)
      expect(await collect(next.steps('aaaaaaa1'))).toEqual(steps)
      await next.close()
    }
    const copy = `${path}.v${migrations.length}`
    expect((await stat(copy)).mode & 0o777).toBe(0o600)
    expect(await collect(opened(copy).steps('aaaaaaa1'))).toEqual(steps)
    expect(failureOf(() => sqliteStore(path)).code).toBe('store-damaged')
  })

  test('leaves an older version as it is when the migration fails', async () => {
    const path = join(await folder(), 'state.db')
    const store = sqliteStore(path)
    const steps = await start(store, 'aaaaaaa1', [planOf(ann, creates(3))])
    await store.close()
    const failing = [
      ...migrations,
      (database: DatabaseSync) => database.exec('DROP TABLE step'),
      () => {
        throw new Error('The migration failed.')
      },
    ]
    expect(() => openStore(path, failing)).toThrow('The migration failed.')
    expect(await collect(opened(path).steps('aaaaaaa1'))).toEqual(steps)
  })

  test('refuses a state that has lost its version', async () => {
    const path = join(await folder(), 'state.db')
    await sqliteStore(path).close()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 0')
    database.close()
    expect(failureOf(() => sqliteStore(path)).code).toBe('store-damaged')
  })

  test('names the permissions when the file cannot be made', async () => {
    const path = join(await folder(), 'file')
    await writeFile(path, '')
    await chmod(path, 0o600)
    const failure = failureOf(() => sqliteStore(join(path, 'state.db')))
    expect(failure).toMatchObject({ code: 'store-unavailable', hint: expect.stringContaining('permissions') })
  })

  test('rejects every call after it was closed', async () => {
    const store = sqliteStore(':memory:')
    await store.close()
    await store.close()
    await expect(store.runs()).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(store.commit([])).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(collect(store.steps('aaaaaaa1'))).rejects.toMatchObject({ code: 'invalid-input' })
  })

  test('leaves one file that has everything when it is closed', async () => {
    const path = join(await folder(), 'state.db')
    const store = sqliteStore(path)
    const steps = await start(store, 'aaaaaaa1', [planOf(ann, creates(3))])
    await store.close()
    expect(await readdir(dirname(path))).toEqual(['state.db'])
    expect(await collect(opened(path).steps('aaaaaaa1'))).toEqual(steps)
  })

  test('marks its files', async () => {
    const path = join(await folder(), 'state.db')
    await sqliteStore(path).close()
    expect((await readFile(path)).readUInt32BE(68)).toBe(applicationId)
  })
})
