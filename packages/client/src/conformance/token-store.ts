import { withDeadline } from '../abort.ts'
import { systemClock } from '../clock.ts'
import type { TokenRecord, TokenStore } from '../token/store.ts'

/** One requirement of a token store. */
type Check = {
  /** Completes the sentence "A token store …". */
  readonly name: string
  /** True for a check that a store without a lock skips. */
  readonly needsLock?: boolean
  /** Throws when the store does not meet the requirement. */
  readonly run: (open: () => Promise<TokenStore>, key: string) => Promise<void>
}

const fullRecord: TokenRecord = {
  generation: 1,
  accessToken: `eyJ.${'a'.repeat(4000)}.~!"\\`,
  refreshToken: 'r/+=\u00e9\u{1f511}',
  issuedAt: 1_795_342_800_000,
  expiresAt: 1_795_429_199_000.5,
  refreshStartedAt: -1,
  renewedAt: 0,
  usedGrants: ['deadbeef', '0'],
  locationId: 'C2QujeCh8ZnC7al2InWR',
  companyId: 'l1C08ntBrFjLS0elLIYU',
}
const shortRecord = (generation: number, refreshToken: string): TokenRecord => ({ generation, refreshToken })

const checks: readonly Check[] = [
  {
    name: 'returns undefined for a key that was never written',
    run: async (open, key) => expectEqual(await (await open()).read(key), undefined),
  },
  {
    name: 'returns to every process all fields that were written, and no others',
    async run(open, key) {
      expectEqual(await (await open()).write(key, fullRecord, 0), true)
      expectEqual(await (await open()).read(key), fullRecord)
      expectEqual(await (await open()).write(key, shortRecord(2, 'b'), 1), true)
      expectEqual(await (await open()).read(key), shortRecord(2, 'b'))
    },
  },
  {
    name: 'rejects a write that expects another generation, and changes nothing',
    async run(open, key) {
      const store = await open()
      expectEqual(await store.write(key, shortRecord(2, 'early'), 1), false)
      expectEqual(await store.read(key), undefined)
      expectEqual(await store.write(key, shortRecord(1, 'a'), 0), true)
      expectEqual(await store.write(key, shortRecord(1, 'late'), 0), false)
      expectEqual(await store.write(key, shortRecord(3, 'early'), 2), false)
      expectEqual(await store.read(key), shortRecord(1, 'a'))
    },
  },
  {
    name: 'accepts one of several concurrent writes, and keeps that one',
    async run(open, key) {
      const stores = await Promise.all(Array.from({ length: 8 }, open))
      for (let generation = 1; generation <= 5; generation++) {
        const written = await Promise.all(
          stores.map((store, index) => store.write(key, shortRecord(generation, `${index}`), generation - 1)),
        )
        expectEqual(written.filter(Boolean).length, 1)
        const winner = shortRecord(generation, `${written.indexOf(true)}`)
        for (const store of stores) expectEqual(await store.read(key), winner)
      }
    },
  },
  {
    name: 'loses no accepted write of writers in quick succession',
    async run(open, key) {
      const stores = await Promise.all(Array.from({ length: 4 }, open))
      const accepted = await Promise.all(
        stores.map(async (store) => {
          let count = 0
          for (let round = 0; round < 20; round++) {
            const { generation = 0 } = (await store.read(key)) ?? {}
            if (await store.write(key, shortRecord(generation + 1, 'x'), generation)) count++
          }
          return count
        }),
      )
      const total = accepted.reduce((sum, count) => sum + count, 0)
      expectEqual((await stores[0]?.read(key))?.generation, total)
    },
  },
  {
    name: 'separates keys, whatever characters they contain',
    async run(open, key) {
      const store = await open()
      const names = [
        'a',
        'A',
        'a/b',
        '../a',
        '.',
        '..',
        'a b',
        'a%2Fb',
        'a*',
        '_a',
        'ä\u{1f511}',
        'k'.repeat(64),
      ]
      const keys = names.map((name) => `${name}${key}`).concat(names.map((name) => `${key}${name}`))
      for (const each of keys) expectEqual(await store.write(each, shortRecord(1, each), 0), true)
      for (const each of keys) expectEqual(await store.read(each), shortRecord(1, each))
    },
  },
  {
    name: 'locks a key for one caller at a time, and for every caller in the end',
    needsLock: true,
    async run(open, key) {
      let holders = 0
      let maxHolders = 0
      let completed = 0
      const work = async (store: TokenStore): Promise<void> => {
        const release = await store.lock?.(key, new AbortController().signal)
        maxHolders = Math.max(maxHolders, (holders += 1))
        await pause(5)
        holders -= 1
        completed += 1
        await release?.()
      }
      const stores = await Promise.all(Array.from({ length: 5 }, open))
      await Promise.all([...stores, ...stores].map(work))
      expectEqual([maxHolders, completed], [1, 10])
    },
  },
  {
    name: 'rejects an aborted wait for a lock with the reason, and blocks neither later callers nor other keys',
    needsLock: true,
    async run(open, key) {
      const [one, two] = [await open(), await open()]
      const never = new AbortController().signal
      const release = await one.lock?.(key, never)
      const other = await one.lock?.(`${key}-2`, never)
      const controller = new AbortController()
      const waiting = two.lock?.(key, controller.signal)
      const reason = new Error('aborted')
      await pause(20)
      controller.abort(reason)
      const outcome = waiting?.then(
        () => 'locked',
        (error: unknown) => (error === reason ? 'rejected' : 'failed'),
      )
      expectEqual(await Promise.race([outcome, pause(2_000)]), 'rejected')
      await release?.()
      // A second release has no effect.
      await release?.()
      const again = await two.lock?.(key, never)
      await again?.()
      await other?.()
    },
  },
]

/** A lock that is never acquired fails a test instead of hanging it. */
const maxCheckMs = 20_000

/**
 * Tests that a token store meets the requirements of `refreshingToken`, and returns their names. Call it in a test of your
 * own store. `makeStore` is called many times: each store stands for another process, and all of them have to see the same
 * data, such as one database. Records stay there under keys that begin with `prove-`.
 *
 * @throws Error that names the first requirement that the store does not meet.
 * @example
 * ```ts
 * import { memoryStore } from '@block-slots/client'
 * import { testTokenStore } from '@block-slots/client/conformance'
 *
 * const store = memoryStore()
 * const passed = await testTokenStore(() => store)
 * console.log(passed[0]) // => returns undefined for a key that was never written
 * ```
 */
export async function testTokenStore(
  makeStore: () => TokenStore | Promise<TokenStore>,
): Promise<readonly string[]> {
  const open = async (): Promise<TokenStore> => makeStore()
  const passed: string[] = []
  const canLock = (await open()).lock !== undefined
  for (const { name, needsLock = false, run } of checks) {
    if (needsLock && !canLock) continue
    const key = `prove-${crypto.randomUUID()}`
    try {
      await withDeadline(systemClock, maxCheckMs, () => run(open, key))
    } catch (cause) {
      throw new Error(`The token store failed a check. Expected a store that ${name}.`, { cause })
    }
    passed.push(name)
  }
  return passed
}

const pause = (ms: number): Promise<void> => systemClock.sleep(ms, new AbortController().signal)

function expectEqual(actual: unknown, expected: unknown): void {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(sorted(value)) ?? 'undefined')
  if (got !== wanted) throw new Error(`Expected ${wanted} and got ${got}.`)
}

/** Sorts the fields, which a store may return in any order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  entries.sort(([one], [other]) => (one < other ? -1 : 1))
  return entries
}
