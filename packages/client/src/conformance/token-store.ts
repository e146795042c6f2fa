import { withDeadline } from '../abort.ts'
import { systemClock } from '../clock.ts'
import type { TokenRecord, TokenStore } from '../token/store.ts'

/** One thing that a store has to do. Throws when it does not. */
type Proof = readonly [name: string, prove: (open: () => Promise<TokenStore>, key: string) => Promise<void>]

const full: TokenRecord = {
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
const bare = (generation: number, refreshToken: string): TokenRecord => ({ generation, refreshToken })

const proofs: readonly Proof[] = [
  [
    'gives nothing for a key that nothing was written under',
    async (open, key) => equal(await (await open()).read(key), undefined),
  ],
  [
    'gives back to everybody what was written, every field of it and no other',
    async (open, key) => {
      equal(await (await open()).write(key, full, 0), true)
      equal(await (await open()).read(key), full)
      equal(await (await open()).write(key, bare(2, 'b'), 1), true)
      equal(await (await open()).read(key), bare(2, 'b'))
    },
  ],
  [
    'refuses a write that expects another generation, and changes nothing',
    async (open, key) => {
      const store = await open()
      equal(await store.write(key, bare(2, 'early'), 1), false)
      equal(await store.read(key), undefined)
      equal(await store.write(key, bare(1, 'a'), 0), true)
      equal(await store.write(key, bare(1, 'late'), 0), false)
      equal(await store.write(key, bare(3, 'early'), 2), false)
      equal(await store.read(key), bare(1, 'a'))
    },
  ],
  [
    'lets one of many win who write at once, and keeps what that one wrote',
    async (open, key) => {
      const stores = await Promise.all(Array.from({ length: 8 }, open))
      for (let generation = 1; generation <= 5; generation++) {
        const wrote = await Promise.all(
          stores.map((store, index) => store.write(key, bare(generation, `${index}`), generation - 1)),
        )
        equal(wrote.filter(Boolean).length, 1)
        for (const store of stores) equal(await store.read(key), bare(generation, `${wrote.indexOf(true)}`))
      }
    },
  ],
  [
    'counts on when writers follow each other as fast as they can',
    async (open, key) => {
      const stores = await Promise.all(Array.from({ length: 4 }, open))
      const wins = await Promise.all(
        stores.map(async (store) => {
          let won = 0
          for (let turn = 0; turn < 20; turn++) {
            const { generation = 0 } = (await store.read(key)) ?? {}
            if (await store.write(key, bare(generation + 1, 'x'), generation)) won++
          }
          return won
        }),
      )
      const total = wins.reduce((sum, won) => sum + won, 0)
      equal((await stores[0]?.read(key))?.generation, total)
    },
  ],
  [
    'keeps keys apart, whatever they are made of',
    async (open, key) => {
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
      for (const each of keys) equal(await store.write(each, bare(1, each), 0), true)
      for (const each of keys) equal(await store.read(each), bare(1, each))
    },
  ],
  [
    'locks: one at a time, everybody in the end',
    async (open, key) => {
      let inside = 0
      let most = 0
      let turns = 0
      const work = async (store: TokenStore): Promise<void> => {
        const release = await store.lock?.(key, new AbortController().signal)
        most = Math.max(most, (inside += 1))
        await pause(5)
        inside -= 1
        turns += 1
        await release?.()
      }
      const stores = await Promise.all(Array.from({ length: 5 }, open))
      await Promise.all([...stores, ...stores].map(work))
      equal([most, turns], [1, 10])
    },
  ],
  [
    'locks: whoever gives up is let go with the reason, and holds nobody up; other keys are free',
    async (open, key) => {
      const [one, two] = [await open(), await open()]
      const never = new AbortController().signal
      const release = await one.lock?.(key, never)
      const other = await one.lock?.(`${key}-2`, never)
      const controller = new AbortController()
      const waiting = two.lock?.(key, controller.signal)
      const reason = new Error('given up')
      await pause(20)
      controller.abort(reason)
      const outcome = waiting?.then(
        () => 'held',
        (error: unknown) => (error === reason ? 'let go' : 'failed'),
      )
      equal(await Promise.race([outcome, pause(2_000)]), 'let go')
      await release?.()
      // A second time does no harm.
      await release?.()
      const again = await two.lock?.(key, never)
      await again?.()
      await other?.()
    },
  ],
]

/** A lock that is never had shall fail a test, not hang it. */
const longestMs = 20_000

/**
 * Proves that a token store keeps what the renewal of tokens relies on, and gives the names of what was proven. Call it in
 * a test of a store of your own. `makeStore` is called many times: each one stands for another process, and all of them
 * have to see the same data, such as one database. Whatever is written stays there under keys that begin with `prove-`.
 *
 * @throws Error that names the first thing that the store does not do.
 * @example
 * ```ts
 * import { memoryStore } from '@block-slots/client'
 * import { testTokenStore } from '@block-slots/client/conformance'
 *
 * const store = memoryStore()
 * const proven = await testTokenStore(() => store)
 * console.log(proven[0]) // => gives nothing for a key that nothing was written under
 * ```
 */
export async function testTokenStore(
  makeStore: () => TokenStore | Promise<TokenStore>,
): Promise<readonly string[]> {
  const open = async (): Promise<TokenStore> => makeStore()
  const proven: string[] = []
  const canLock = (await open()).lock !== undefined
  for (const [name, prove] of proofs) {
    if (name.startsWith('locks') && !canLock) continue
    const key = `prove-${crypto.randomUUID()}`
    try {
      await withDeadline(systemClock, longestMs, () => prove(open, key))
    } catch (cause) {
      throw new Error(`The token store fails where it ${name}.`, { cause })
    }
    proven.push(name)
  }
  return proven
}

const pause = (ms: number): Promise<void> => systemClock.sleep(ms, new AbortController().signal)

function equal(actual: unknown, expected: unknown): void {
  const [one, other] = [actual, expected].map((value) => JSON.stringify(sorted(value)) ?? 'nothing')
  if (one !== other) throw new Error(`${one} is not ${other}`)
}

/** Fields may come back in any order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  entries.sort(([one], [other]) => (one < other ? -1 : 1))
  return entries
}
