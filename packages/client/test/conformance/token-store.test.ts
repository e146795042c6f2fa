import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { testTokenStore } from '../../src/conformance.ts'
import { fileStore } from '../../src/node/index.ts'
import { memoryStore } from '../../src/token/memory-store.ts'
import type { TokenRecord, TokenStore } from '../../src/token/store.ts'
import { forced } from '../support/refusal.ts'
import { watchRejections } from '../support/server.ts'
import { failure, verdictOf } from '../support/service.ts'

watchRejections()

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'block-slots-store-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

const never = new AbortController().signal
const record: TokenRecord = { generation: 1, refreshToken: 'refresh-token-1' }

describe('testTokenStore', () => {
  test('passes the memory store, with its lock and without', async () => {
    const store = memoryStore()
    expect(await testTokenStore(() => store)).toHaveLength(8)
    const { read, write } = store
    expect(await testTokenStore(() => ({ read, write }))).toHaveLength(6)
  })

  test('passes the file store', async () => {
    const path = await folder()
    expect(await testTokenStore(() => fileStore(path))).toHaveLength(8)
  })

  const store = memoryStore()
  const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))
  test.each<[string, () => TokenStore, string]>([
    ['forgets records', () => ({ ...store, read: async () => undefined }), 'returns to every process'],
    ['shares nothing between processes', memoryStore, 'returns to every process'],
    [
      'drops a field',
      () => ({ ...store, read: async (key) => (await store.read(key)) && { generation: 1 } }),
      'returns to every process',
    ],
    [
      'accepts every write',
      () => ({
        ...store,
        write: async (key, next) => store.write(key, next, await generationIn(store, key)),
      }),
      'rejects a write',
    ],
    [
      'compares and writes in two steps',
      () => ({
        ...store,
        async write(key, next, expected) {
          if ((await generationIn(store, key)) !== expected) return false
          await later()
          return store.write(key, next, await generationIn(store, key))
        },
      }),
      'accepts one of several',
    ],
    [
      'ignores the case of keys',
      () => ({
        ...store,
        read: (key) => store.read(key.toLowerCase()),
        write: (key, next, expected) => store.write(key.toLowerCase(), next, expected),
      }),
      'separates keys',
    ],
    [
      'locks nothing',
      () => ({ ...store, lock: async () => async () => {} }),
      'locks a key for one caller at a time',
    ],
    [
      'ignores the signal of a lock',
      () => ({ ...store, lock: (key) => store.lock?.(key, never) ?? forced(undefined) }),
      'rejects an aborted wait',
    ],
  ])('fails a store that %s', async (_, makeStore, requirement) => {
    const outcome = await testTokenStore(makeStore).then(() => 'passed', String)
    expect(outcome).toContain(`Expected a store that ${requirement}`)
  })

  async function generationIn(from: TokenStore, key: string): Promise<number> {
    return (await from.read(key))?.generation ?? 0
  }
})

describe('fileStore', () => {
  const files = async (path: string): Promise<string[]> => readdir(join(path, 'key-k'))

  test('keeps one file, readable to its owner only', async () => {
    const path = await folder()
    const store = fileStore(path)
    for (let generation = 1; generation < 5; generation++) {
      await store.write('k', { ...record, generation }, generation - 1)
    }
    expect(await files(path)).toEqual(['record.4.json'])
    expect((await stat(join(path, 'key-k', 'record.4.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(path, 'key-k'))).mode & 0o777).toBe(0o700)
  })

  test('rejects a writer whose draft a later one removed', async () => {
    const path = await folder()
    const stores = Array.from({ length: 6 }, () => fileStore(path))
    let accepted = 0
    await Promise.all(
      stores.map(async (store) => {
        for (let round = 0; round < 6; round++) {
          const { generation = 0 } = (await store.read('k')) ?? {}
          if (await store.write('k', { ...record, generation: generation + 1 }, generation)) accepted += 1
        }
      }),
    )
    expect((await stores[0]?.read('k'))?.generation).toBe(accepted)
    expect(await files(path)).toEqual([`record.${accepted}.json`])
  })

  test.each([
    ['is truncated', (text: string) => text.slice(0, -9)],
    ['is empty', () => ''],
    ['belongs to another program', () => '{"name":"package"}'],
    ['was written under another key', (text: string) => text.replace('"k"', '"other"')],
    ['was renamed', (text: string) => text.replace('"generation":1', '"generation":2')],
  ])('reports a file that %s, and leaves it unchanged', async (_, damage) => {
    const path = await folder()
    const store = fileStore(path)
    await store.write('k', record, 0)
    const file = join(path, 'key-k', 'record.1.json')
    const damaged = damage(await readFile(file, 'utf8'))
    await writeFile(file, damaged)
    for (const call of [
      () => store.read('k'),
      () => store.write('k', record, 0),
      () => store.write('k', { ...record, generation: 2 }, 1),
    ]) {
      const error = await failure(call())
      expect(verdictOf(error)).toBe('store-unavailable no after')
      expect(String(error.cause)).toContain('record.1.json is damaged')
    }
    expect(await readFile(file, 'utf8')).toBe(damaged)
    expect(await files(path)).toEqual(['record.1.json'])
  })

  test('is unavailable when the folder is a file or a name is too long', async () => {
    const path = await folder()
    await writeFile(join(path, 'file'), 'mine')
    expect(verdictOf(await failure(fileStore(join(path, 'file')).write('k', record, 0)))).toBe(
      'store-unavailable no after',
    )
    expect(verdictOf(await failure(fileStore(join(path, 'file')).lock('k', never)))).toBe(
      'store-unavailable no after',
    )
    expect(await readFile(join(path, 'file'), 'utf8')).toBe('mine')
    expect(verdictOf(await failure(fileStore(path).write('k'.repeat(300), record, 0)))).toBe(
      'store-unavailable no after',
    )
    expect(() => fileStore('')).toThrow('path must be the path of a folder')
  })

  test('removes drafts of writers that died, and no other files', async () => {
    const path = await folder()
    const store = fileStore(path)
    await store.write('k', record, 0)
    await writeFile(join(path, 'key-k', '.draft.2.dead'), 'half')
    await writeFile(join(path, 'key-k', 'README'), 'not mine')
    await store.write('k', { ...record, generation: 2 }, 1)
    await store.write('k', { ...record, generation: 3 }, 2)
    expect(new Set(await files(path))).toEqual(new Set(['README', 'record.3.json']))
  })

  test.each<[string, Record<string, unknown> | string]>([
    ['a process that ended', { pid: 2 ** 22 + 1, start: '1' }],
    ['a process whose id another one has now', { pid: process.pid, start: 'before' }],
    ['an unknown process, after a power cut', ''],
  ])('takes over the lock of %s, one caller at a time', async (_, owner) => {
    const path = await folder()
    const store = fileStore(path)
    const { hostname } = await import('node:os')
    await store.write('k', record, 0)
    const lock = join(path, 'key-k', 'lock')
    await writeFile(
      lock,
      owner === '' ? '' : JSON.stringify({ id: 'dead', host: hostname(), ...Object(owner) }),
    )
    let holders = 0
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const release = await fileStore(path).lock('k', never)
        expect((holders += 1)).toBe(1)
        await new Promise((resolve) => setTimeout(resolve, 2))
        holders -= 1
        await release()
      }),
    )
    expect(await files(path)).toEqual(['record.1.json'])
  })

  test('waits for a holder on another machine, and rejects a file that is no lock', async () => {
    const path = await folder()
    const store = fileStore(path)
    await store.write('k', record, 0)
    const lock = join(path, 'key-k', 'lock')
    await writeFile(lock, JSON.stringify({ id: 'far', host: 'elsewhere', pid: 1, start: '' }))
    const controller = new AbortController()
    const waiting = store.lock('k', controller.signal)
    setTimeout(() => controller.abort(new Error('enough')), 60)
    await expect(waiting).rejects.toThrow('enough')
    await writeFile(lock, '{"mine":true}')
    expect(verdictOf(await failure(store.lock('k', never)))).toBe('store-unavailable no after')
    expect(await readFile(lock, 'utf8')).toBe('{"mine":true}')
  })
})
