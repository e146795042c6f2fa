import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { testStore } from '../../../src/store/conformance/index.ts'
import { sqliteStore } from '../../../src/store/sqlite/index.ts'
import type { Store } from '../../../src/store/store.ts'
import { storeMistakes } from '../../support/store-mistakes.ts'

const memory = (): Store => sqliteStore(':memory:')

describe('testStore', () => {
  test('passes SQLite in memory', async () => {
    expect(await testStore(memory)).toHaveLength(25)
  })

  test('passes SQLite in a file, which is closed and opened again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'block-slots-state-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    let count = 0
    const path = (): string => join(folder, `${count}.db`)
    const open = (): Store => {
      count += 1
      return sqliteStore(path())
    }
    expect(await testStore(open, { reopen: () => sqliteStore(path()) })).toHaveLength(26)
  })

  test('has a mistake for every check', async () => {
    const names = await testStore(memory)
    const found = storeMistakes.map(([, , check]) => check)
    expect(new Set(found)).toEqual(new Set(names))
  })

  test('rejects a store that forgets', async () => {
    const reason = 'Expected a store that has everything after it was closed and opened again.'
    await expect(testStore(memory, { reopen: memory })).rejects.toThrow(reason)
  })

  test.each(storeMistakes)('rejects a store that %s', async (_, change, check) => {
    const open = (): Store => {
      const store = memory()
      return { ...store, ...change(store) }
    }
    await expect(testStore(open)).rejects.toThrow(`Expected a store that ${check}.`)
  })
})
