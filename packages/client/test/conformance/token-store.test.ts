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
const grant: TokenRecord = { generation: 1, refreshToken: 'refresh-token-1' }

describe('testTokenStore', () => {
  test('accepts the store in memory, with its lock and without', async () => {
    const store = memoryStore()
    expect(await testTokenStore(() => store)).toHaveLength(8)
    const { read, write } = store
    expect(await testTokenStore(() => ({ read, write }))).toHaveLength(6)
  })

  test('accepts the store in files', async () => {
    const path = await folder()
    expect(await testTokenStore(() => fileStore(path))).toHaveLength(8)
  })

  const store = memoryStore()
  const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))
  test.each<[string, () => TokenStore, string]>([
    ['forgets', () => ({ ...store, read: async () => undefined }), 'gives back'],
    ['keeps to itself', memoryStore, 'gives back'],
    [
      'drops a field',
      () => ({ ...store, read: async (key) => (await store.read(key)) && { generation: 1 } }),
      'gives back',
    ],
    [
      'takes every write',
      () => ({
        ...store,
        write: async (key, next) => store.write(key, next, await generationIn(store, key)),
      }),
      'refuses',
    ],
    [
      'looks first and writes then',
      () => ({
        ...store,
        async write(key, next, expected) {
          if ((await generationIn(store, key)) !== expected) return false
          await later()
          return store.write(key, next, await generationIn(store, key))
        },
      }),
      'lets one of many win',
    ],
    [
      'takes capital letters for small ones',
      () => ({
        ...store,
        read: (key) => store.read(key.toLowerCase()),
        write: (key, next, expected) => store.write(key.toLowerCase(), next, expected),
      }),
      'keeps keys apart',
    ],
    ['locks nothing', () => ({ ...store, lock: async () => async () => {} }), 'locks: one at a time'],
    [
      'does not heed the signal of a lock',
      () => ({ ...store, lock: (key) => store.lock?.(key, never) ?? forced(undefined) }),
      'locks: whoever gives up',
    ],
  ])('refuses one that %s', async (_, makeStore, what) => {
    const outcome = await testTokenStore(makeStore).then(() => 'accepted', String)
    expect(outcome).toContain(`where it ${what}`)
  })

  async function generationIn(from: TokenStore, key: string): Promise<number> {
    return (await from.read(key))?.generation ?? 0
  }
})

describe('the store in files', () => {
  const files = async (path: string): Promise<string[]> => readdir(join(path, 'key-k'))

  test('keeps one file, which nobody else can read', async () => {
    const path = await folder()
    const store = fileStore(path)
    for (let generation = 1; generation < 5; generation++) {
      await store.write('k', { ...grant, generation }, generation - 1)
    }
    expect(await files(path)).toEqual(['grant.4.json'])
    expect((await stat(join(path, 'key-k', 'grant.4.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(path, 'key-k'))).mode & 0o777).toBe(0o700)
  })

  test('lets a writer lose whose draft was cleared away by a later one', async () => {
    const path = await folder()
    const stores = Array.from({ length: 6 }, () => fileStore(path))
    let won = 0
    await Promise.all(
      stores.map(async (store) => {
        for (let turn = 0; turn < 6; turn++) {
          const { generation = 0 } = (await store.read('k')) ?? {}
          if (await store.write('k', { ...grant, generation: generation + 1 }, generation)) won += 1
        }
      }),
    )
    expect((await stores[0]?.read('k'))?.generation).toBe(won)
    expect(await files(path)).toEqual([`grant.${won}.json`])
  })

  test.each([
    ['is torn', (text: string) => text.slice(0, -9)],
    ['is empty', () => ''],
    ['is somebody else’s', () => '{"name":"package"}'],
    ['was written under another key', (text: string) => text.replace('"k"', '"other"')],
    ['was renamed', (text: string) => text.replace('"generation":1', '"generation":2')],
  ])('says so when a file %s, and leaves it as it is', async (_, spoil) => {
    const path = await folder()
    const store = fileStore(path)
    await store.write('k', grant, 0)
    const file = join(path, 'key-k', 'grant.1.json')
    const spoilt = spoil(await readFile(file, 'utf8'))
    await writeFile(file, spoilt)
    for (const call of [
      () => store.read('k'),
      () => store.write('k', grant, 0),
      () => store.write('k', { ...grant, generation: 2 }, 1),
    ]) {
      const error = await failure(call())
      expect(verdictOf(error)).toBe('store-unavailable no after')
      expect(String(error.cause)).toContain('grant.1.json is damaged')
    }
    expect(await readFile(file, 'utf8')).toBe(spoilt)
    expect(await files(path)).toEqual(['grant.1.json'])
  })

  test('is unavailable where the folder is a file, and where a name is too long', async () => {
    const path = await folder()
    await writeFile(join(path, 'file'), 'mine')
    expect(verdictOf(await failure(fileStore(join(path, 'file')).write('k', grant, 0)))).toBe(
      'store-unavailable no after',
    )
    expect(verdictOf(await failure(fileStore(join(path, 'file')).lock('k', never)))).toBe(
      'store-unavailable no after',
    )
    expect(await readFile(join(path, 'file'), 'utf8')).toBe('mine')
    expect(verdictOf(await failure(fileStore(path).write('k'.repeat(300), grant, 0)))).toBe(
      'store-unavailable no after',
    )
    expect(() => fileStore('')).toThrow('path must be the path of a folder')
  })

  test('clears away what writers left that died', async () => {
    const path = await folder()
    const store = fileStore(path)
    await store.write('k', grant, 0)
    await writeFile(join(path, 'key-k', '.draft.2.dead'), 'half')
    await writeFile(join(path, 'key-k', 'README'), 'not mine')
    await store.write('k', { ...grant, generation: 2 }, 1)
    await store.write('k', { ...grant, generation: 3 }, 2)
    expect(new Set(await files(path))).toEqual(new Set(['README', 'grant.3.json']))
  })

  test.each<[string, Record<string, unknown> | string]>([
    ['a process that is gone', { pid: 2 ** 22 + 1, start: '1' }],
    ['a process whose number another one has', { pid: process.pid, start: 'before' }],
    ['nobody, since the power went', ''],
  ])('takes over the lock of %s, one of many at a time', async (_, owner) => {
    const path = await folder()
    const store = fileStore(path)
    const { hostname } = await import('node:os')
    await store.write('k', grant, 0)
    const lock = join(path, 'key-k', 'lock')
    await writeFile(
      lock,
      owner === '' ? '' : JSON.stringify({ id: 'dead', host: hostname(), ...Object(owner) }),
    )
    let inside = 0
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const release = await fileStore(path).lock('k', never)
        expect((inside += 1)).toBe(1)
        await new Promise((resolve) => setTimeout(resolve, 2))
        inside -= 1
        await release()
      }),
    )
    expect(await files(path)).toEqual(['grant.1.json'])
  })

  test('waits for a holder on another machine, and refuses a lock that is none', async () => {
    const path = await folder()
    const store = fileStore(path)
    await store.write('k', grant, 0)
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
