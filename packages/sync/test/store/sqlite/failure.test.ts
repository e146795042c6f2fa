import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { ann, creates, intent, planOf, start, statesOf } from '../../../src/store/conformance/harness.ts'
import { isDiskFailure, storeFailure } from '../../../src/store/sqlite/failure.ts'
import { migrations } from '../../../src/store/sqlite/schema.ts'
import { openStore, sqliteStore } from '../../../src/store/sqlite/store.ts'
import { judgeSends } from '../../support/sends.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'block-slots-state-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

test('rejects a commit while the disk is full, and goes on when there is room', async () => {
  let database: DatabaseSync | undefined
  const capture = (opened: DatabaseSync): void => void (database = opened)
  const store = openStore(join(await folder(), 'state.db'), [...migrations, capture])
  onTestFinished(() => store.close())
  const steps = await start(store, 'aaaaaaa1', [planOf(ann, creates(3))])
  const pages = Number(database?.prepare('PRAGMA page_count').get()?.['page_count'])
  database?.exec(`PRAGMA max_page_count = ${pages}`)
  const body = new Uint8Array(100_000)
  const full = { code: 'store-unavailable', message: expect.stringContaining('the disk is full') }
  await expect(store.saveFeed('feed', { body })).rejects.toMatchObject(full)
  expect(await store.feed('feed')).toBeUndefined()
  await store.commit(steps.map(intent))
  expect(await statesOf(store, 'aaaaaaa1')).toEqual(['sent', 'sent', 'sent'])
  database?.exec('PRAGMA max_page_count = 100000')
  await store.saveFeed('feed', { body })
  expect((await store.feed('feed'))?.body).toHaveLength(body.length)
})

test.each([
  ['a failed write', 778, 'store-unavailable', true],
  ['a failed fsync', 1034, 'store-unavailable', true],
  ['a full disk', 13, 'store-unavailable', false],
  ['a file that may not be written', 8, 'store-unavailable', false],
  ['a lock', 5, 'store-locked', false],
  ['a malformed page', 11, 'store-damaged', false],
  ['a page that is missing', 522, 'store-damaged', true],
])('names %s', (_, errcode, code, isDisk) => {
  const error = Object.assign(new Error('SQLite failed'), { errcode })
  expect(storeFailure(error, 'state.db')).toMatchObject({ code, applied: 'no', cause: error })
  expect(isDiskFailure(error)).toBe(isDisk)
})

test('leaves other errors as they are', () => {
  const error = new TypeError('not of SQLite')
  expect(storeFailure(error, 'state.db')).toBe(error)
})

// The limit of a process for the size of its files fails its writes from there on, as a disk does.
test.skipIf(process.platform === 'win32').each([30, 60, 90, 180])(
  'sends nothing without a durable intent when files may have %i kB',
  async (size) => {
    const path = join(await folder(), 'state.db')
    const program = fileURLToPath(new URL('../../support/send-state.ts', import.meta.url))
    const command = `trap '' XFSZ; ulimit -f ${size}; exec "$0" --conditions=block-slots-source "$1" "$2"`
    const args = ['-c', command, process.execPath, program, path]
    const { stdout, stderr } = spawnSync('bash', args, { encoding: 'utf8' })
    expect(stderr).toBe('')
    const { sent, sentWithoutIntent, lostOutcomes, failures, isComplete } = await judgeSends(path, stdout)
    expect({ sentWithoutIntent, lostOutcomes }).toEqual({ sentWithoutIntent: 0, lostOutcomes: 0 })
    expect(failures.filter((failure) => failure !== 'store-unavailable')).toEqual([])
    expect(isComplete ? sent : failures.length).toBeGreaterThan(0)
  },
)

test('notices what was sent without an intent, and an outcome that is lost', async () => {
  const path = join(await folder(), 'state.db')
  const store = sqliteStore(path)
  const [one, two] = await start(store, 'aaaaaaa1', [planOf(ann, creates(3))])
  if (one === undefined || two === undefined) throw new Error('Expected three steps.')
  await store.commit([intent(one)])
  await store.close()
  const printed = `sent ${one.id}\nsent ${two.id}\ndone ${one.id}\n`
  expect(await judgeSends(path, printed)).toMatchObject({ sent: 2, sentWithoutIntent: 1, lostOutcomes: 1 })
})
