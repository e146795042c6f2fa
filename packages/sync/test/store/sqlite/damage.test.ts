import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  cut,
  flip,
  judgeRows,
  judgeState,
  makeFolder,
  writeHistory,
  type Reading,
} from '../../support/damage.ts'

// A sample; `pnpm prove sync damage` tries every byte.

async function prepare() {
  const folder = makeFolder()
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const history = await writeHistory(folder)
  expect(history.files.wal.length).toBeGreaterThan(history.files.main.length / 2)
  expect(await judgeState(join(folder, 'damaged.db'), history.files, history)).toBe('same')
  return { history, path: join(folder, 'damaged.db') }
}

test('reads no flipped byte wrongly, where SQLite alone does', async () => {
  const { history, path } = await prepare()
  const { main, wal } = history.files
  const counts: Record<Reading, number> = { same: 0, earlier: 0, reported: 0, wrong: 0 }
  let wrongRows = 0
  // A prime number meets every kind of place.
  for (let position = 0; position < main.length + wal.length; position += 101) {
    const files = flip(history.files, position, position % 2 === 0 ? 0x01 : 0xff)
    // oxlint-disable-next-line no-await-in-loop -- All use one path.
    counts[await judgeState(path, files, history)] += 1
    if (judgeRows(path, files, history) === 'wrong') wrongRows += 1
  }
  expect(counts.wrong).toBe(0)
  expect(Math.min(counts.same, counts.earlier, counts.reported, wrongRows)).toBeGreaterThan(10)
})

test('reads no file that was cut wrongly', async () => {
  const { history, path } = await prepare()
  const counts: Record<Reading, number> = { same: 0, earlier: 0, reported: 0, wrong: 0 }
  for (const file of ['main', 'wal'] as const) {
    for (let length = 0; length < history.files[file].length; length += 251) {
      // oxlint-disable-next-line no-await-in-loop -- All use one path.
      counts[await judgeState(path, cut(history.files, file, length), history)] += 1
    }
  }
  expect(counts.wrong).toBe(0)
  expect(Math.min(counts.earlier, counts.reported)).toBeGreaterThan(10)
})
