import { expect, test } from 'vitest'
import { runExclusive, type Mutex } from '../src/mutex.ts'

const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Work that records its start and ends when it is released. */
function createWork(started: string[], name: string) {
  let release = (): void => {}
  const ended = new Promise<void>((resolve) => {
    release = resolve
  })
  const work = async (): Promise<string> => {
    started.push(name)
    await ended
    return name
  }
  return { work, release }
}

test('work under one key runs in order, and under another key at once', async () => {
  const mutex: Mutex = new Map()
  const started: string[] = []
  const one = createWork(started, 'one')
  const two = createWork(started, 'two')
  const other = createWork(started, 'other')
  const first = runExclusive(mutex, 'key', one.work)
  const second = runExclusive(mutex, 'key', two.work)
  void runExclusive(mutex, 'another key', other.work)
  await idle()
  expect(started).toEqual(['one', 'other'])
  one.release()
  expect(await first).toBe('one')
  await idle()
  expect(started).toEqual(['one', 'other', 'two'])
  two.release()
  other.release()
  expect(await second).toBe('two')
  await idle()
  expect(mutex.size).toBe(0)
})

test('work under several keys waits for all of them', async () => {
  const mutex: Mutex = new Map()
  const started: string[] = []
  const a = createWork(started, 'a')
  const b = createWork(started, 'b')
  const both = createWork(started, 'both')
  void runExclusive(mutex, 'a', a.work)
  void runExclusive(mutex, 'b', b.work)
  const last = runExclusive(mutex, ['b', 'a'], both.work)
  a.release()
  await idle()
  expect(started).toEqual(['a', 'b'])
  b.release()
  both.release()
  await last
  expect(started).toEqual(['a', 'b', 'both'])
})

test('a failure does not stop the work after it', async () => {
  const mutex: Mutex = new Map()
  const first = runExclusive(mutex, 'key', () => Promise.reject(new Error('failed')))
  const second = runExclusive(mutex, 'key', async () => 'second')
  await expect(first).rejects.toThrow('failed')
  expect(await second).toBe('second')
})

test('a wait that rejects cancels its own work, and the next waits for the earlier work', async () => {
  const mutex: Mutex = new Map()
  const started: string[] = []
  const one = createWork(started, 'one')
  const two = createWork(started, 'two')
  const three = createWork(started, 'three')
  void runExclusive(mutex, 'key', one.work)
  const second = runExclusive(mutex, 'key', two.work, () => Promise.reject(new Error('aborted')))
  const third = runExclusive(mutex, 'key', three.work)
  await expect(second).rejects.toThrow('aborted')
  await idle()
  expect(started).toEqual(['one'])
  one.release()
  three.release()
  await third
  expect(started).toEqual(['one', 'three'])
})
