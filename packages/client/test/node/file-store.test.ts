import { promises } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { fileStore } from '../../src/node/index.ts'
import type { TokenRecord } from '../../src/token/store.ts'
import { failure, verdictOf } from '../support/service.ts'

afterEach(() => vi.restoreAllMocks())

const never = new AbortController().signal
const record: TokenRecord = { generation: 1, refreshToken: 'refresh-token-1' }
const second: TokenRecord = { generation: 2, refreshToken: 'refresh-token-2' }
const minute = 60_000

/** A store with the folder of its key. */
async function open(): Promise<{ store: ReturnType<typeof fileStore>; folder: string }> {
  const path = await mkdtemp(join(tmpdir(), 'block-slots-store-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  const folder = join(path, 'key-k')
  await mkdir(folder)
  return { store: fileStore(path), folder }
}

/** Writes a file with an age in milliseconds. */
async function leave(path: string, text: string, ageMs = 0): Promise<void> {
  await writeFile(path, text)
  const time = (Date.now() - ageMs) / 1000
  await utimes(path, time, time)
}

const owner = (fields: object = {}): string =>
  JSON.stringify({ id: 'other', pid: 1, start: '1', host: 'elsewhere', ...fields })

/** Waits for the lock and releases it. */
async function takeOver(store: ReturnType<typeof fileStore>): Promise<void> {
  const release = await store.lock('k', never)
  await release()
}

/** Waits for the lock through some attempts, in vain. */
async function waitInVain(store: ReturnType<typeof fileStore>): Promise<void> {
  const controller = new AbortController()
  setTimeout(() => controller.abort(new Error('in vain')), 60)
  await expect(store.lock('k', controller.signal)).rejects.toThrow('in vain')
}

describe.each(['lock', 'write'])('a damaged file for the lock "%s" is taken over', (name) => {
  test.each([
    ['empty', ''],
    ['full of zeros', '\0'.repeat(120)],
    ['truncated', owner().slice(0, 30)],
    ['no JSON', 'x'],
  ])('when it is %s', async (_, text) => {
    const { store, folder } = await open()
    await leave(join(folder, name), text)
    if (name === 'lock') await takeOver(store)
    expect(await store.write('k', record, 0)).toBe(true)
    expect(await readdir(folder)).toEqual(['record.1.json'])
  })
})

test('a file of another program is not taken over', async () => {
  const { store, folder } = await open()
  for (const text of ['{"mine":true}', '7', owner({ id: '../x' }), owner({ id: 'x'.repeat(300) })]) {
    await leave(join(folder, 'lock'), text, 60 * minute)
    const error = await failure(store.lock('k', never))
    expect(verdictOf(error)).toBe('store-unavailable no after')
    expect(String(error.cause)).toContain('is a file of another program')
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(text)
  }
})

describe('a holder whose process cannot be checked', () => {
  const unknownStart = owner({ host: hostname(), pid: process.pid, start: '' })
  test.each([
    ['on another machine', owner(), 2 * minute, false],
    ['on another machine, for longer than its lease', owner(), 4 * minute, true],
    ['on another machine, before the clock was set back', owner(), -4 * minute, true],
    ['of a system that does not tell the start of a process', unknownStart, 2 * minute, false],
    ['of such a system, for longer than its lease', unknownStart, 4 * minute, true],
  ])('%s', async (_, text, ageMs, isTakenOver) => {
    const { store, folder } = await open()
    await leave(join(folder, 'lock'), text, ageMs)
    await (isTakenOver ? takeOver(store) : waitInVain(store))
    expect(await readdir(folder)).toEqual(isTakenOver ? [] : ['lock'])
  })

  test.runIf(process.platform === 'linux')('is none that is alive, however long', async () => {
    const { store, folder } = await open()
    const release = await store.lock('k', never)
    await leave(join(folder, 'lock'), await readFile(join(folder, 'lock'), 'utf8'), 300 * minute)
    await waitInVain(store)
    await release()
    expect(await readdir(folder)).toEqual([])
  })

  test('does not outlast a write', async () => {
    const { store, folder } = await open()
    await leave(join(folder, 'write'), owner(), 11_000)
    expect(await store.write('k', record, 0)).toBe(true)
    expect(await readdir(folder)).toEqual(['record.1.json'])
  })

  test('does not block a takeover for ever', async () => {
    const { store, folder } = await open()
    await leave(join(folder, 'lock'), owner({ id: 'first' }), 4 * minute)
    await leave(join(folder, 'lock.first'), owner({ id: 'guard' }), 2 * minute)
    await waitInVain(store)
    await leave(join(folder, 'lock.first'), owner({ id: 'guard' }), 4 * minute)
    await takeOver(store)
    await leave(join(folder, 'lock'), owner({ id: 'first' }), 4 * minute)
    await leave(join(folder, 'lock.first'), '')
    await takeOver(store)
    expect(await readdir(folder)).toEqual([])
  })
})

test('on a full disk every call fails, leaves no file, and succeeds once there is space', async () => {
  const { store, folder } = await open()
  await store.write('k', record, 0)
  const { writeFile: write } = promises
  const full = vi.spyOn(promises, 'writeFile').mockImplementation(async (path, _, options) => {
    await write(path, '', options)
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  })
  for (const stale of [false, true]) {
    if (stale) await write(join(folder, 'lock'), '')
    for (const call of [() => store.lock('k', never), () => store.write('k', second, 1)]) {
      expect(verdictOf(await failure(call()))).toBe('store-unavailable no after')
    }
  }
  expect(await readdir(folder)).toEqual(['lock', 'record.1.json'])
  expect(await store.read('k')).toEqual(record)
  full.mockRestore()
  await (
    await store.lock('k', never)
  )()
  expect(await store.write('k', second, 1)).toBe(true)
  expect(await readdir(folder)).toEqual(['record.2.json'])
})

test('a lock that is acquired in the moment in which the wait is aborted is released', async () => {
  const { store, folder } = await open()
  const controller = new AbortController()
  const { link } = promises
  vi.spyOn(promises, 'link').mockImplementation(async (...paths) => {
    await link(...paths)
    controller.abort(new Error('enough'))
  })
  await expect(store.lock('k', controller.signal)).rejects.toThrow('enough')
  expect(await readdir(folder)).toEqual([])
})

test('a write removes what processes left that died in an attempt, and nothing younger', async () => {
  const { store, folder } = await open()
  const draft = (digit: string): string => `.${crypto.randomUUID().replace(/^./, digit)}.tmp`
  const [old, young] = [draft('1'), draft('2')]
  await leave(join(folder, old), '', 11 * minute)
  await leave(join(folder, 'lock.dead'), owner(), 11 * minute)
  await leave(join(folder, young), owner(), 9 * minute)
  await leave(join(folder, 'notes.tmp'), 'mine', 11 * minute)
  await store.write('k', record, 0)
  expect(new Set(await readdir(folder))).toEqual(new Set([young, 'notes.tmp', 'record.1.json']))
})

test('a folder that is removed while its lock is held is created again', async () => {
  const { store, folder } = await open()
  const release = await store.lock('k', never)
  await rm(folder, { recursive: true })
  expect(await store.read('k')).toBeUndefined()
  await release()
  await takeOver(store)
  expect(await store.write('k', record, 0)).toBe(true)
  expect(await readdir(folder)).toEqual(['record.1.json'])
})

test('a record that is listed and does not exist is an error', async () => {
  const { store, folder } = await open()
  await symlink(join(folder, 'nowhere'), join(folder, 'record.1.json'))
  const error = await failure(store.read('k'))
  expect(verdictOf(error)).toBe('store-unavailable no after')
  expect(String(error.cause)).toContain('lists a record that does not exist')
})
