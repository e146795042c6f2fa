import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createBlockSlotsApi,
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
} from '../../src/index.ts'
import { forced, hostile, hostileObject, revoked } from '../support/refusal.ts'
import { calendarBlock, echo, json, query, once } from '../support/service.ts'

// The same cases in every run, so that a failure is one that the change made. Another seed searches elsewhere.
fc.configureGlobal({ seed: 20_261_122 })

/** Values that a generator cannot carry, since it inspects them. */
const traps: Readonly<Record<string, () => unknown>> = {
  hostile,
  hostileObject,
  revoked,
  bare: () => Object.create(null),
  symbol: () => Symbol('x'),
  function: () => () => {},
}

/** The recipe of a value: a generated one, a trap, or valid fields of which some are replaced. */
type Recipe = { trap: string } | { value: unknown } | { good: object; bad: Record<string, Recipe> }

function make(recipe: Recipe): unknown {
  if ('trap' in recipe) return traps[recipe.trap]?.()
  if ('value' in recipe) return recipe.value
  const bad = Object.entries(recipe.bad).map(([name, part]) => [name, make(part)])
  return { ...recipe.good, ...Object.fromEntries(bad) }
}

const anything: fc.Arbitrary<Recipe> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .anything({ withBigInt: true, withDate: true, withNullPrototype: true, withObjectString: true })
      .map((value) => ({ value })),
  },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(traps)).map((trap) => ({ trap })) },
)
const nearly = (good: object): fc.Arbitrary<Recipe> =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(good), 'assignedUserId', 'userId', 'x'), anything, {
      maxKeys: 2,
    })
    .map((bad) => ({ good, bad }))
const block = fc.oneof(anything, nearly(calendarBlock))
const range = fc.oneof(anything, nearly(query))
const id = fc.oneof(anything, fc.constant<Recipe>({ value: 'x' }))
const options = fc.oneof(
  fc.constant<Recipe>({ value: undefined }),
  anything,
  nearly({ timeoutMs: 1000, signal: new AbortController().signal }),
)

type Call = (client: BlockSlotsClient, first: never, second: never, third: never) => Promise<unknown>

test.each<[string, [fc.Arbitrary<Recipe>, fc.Arbitrary<Recipe>, fc.Arbitrary<Recipe>], Call]>([
  ['create', [block, options, options], ({ create }, ...given) => create(given[0], given[1])],
  ['update', [id, block, options], ({ update }, ...given) => update(...given)],
  ['list', [range, options, options], ({ list }, ...given) => list(given[0], given[1])],
  [
    'appointments',
    [range, options, options],
    ({ appointments }, ...given) => appointments(given[0], given[1]),
  ],
  ['delete', [id, options, options], (client, ...given) => client.delete(given[0], given[1])],
  ['calendar', [id, options, options], ({ calendar }, ...given) => calendar(given[0], given[1])],
])(
  '%s neither throws nor rejects with anything but our error, whatever it is given',
  async (_, given, call) => {
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async (request) =>
        /PUT|POST/.test(request.method)
          ? echo(request)
          : json(200, { succeeded: true, events: [], calendar: { id: 'x' } }),
    })
    let [sent, refused] = [0, 0]
    await fc.assert(
      fc.asyncProperty(...given, async (...recipes) => {
        const [first, second, third] = recipes.map((recipe) => forced(make(recipe)))
        // A throw here, outside of the promise, fails the property by itself.
        const promise = call(client, forced(first), forced(second), forced(third))
        await promise.then(
          () => (sent += 1),
          (error: unknown) => {
            refused += 1
            expect(isBlockSlotsError(error, 'invalid-input')).toBe(true)
          },
        )
      }),
      { numRuns: 300 },
    )
    // Both kinds of input came up.
    expect(Math.min(sent, refused)).toBeGreaterThan(0)
  },
)

test.each(['token', 'fetch'])(
  'a %s function that gives or throws anything ends in our error',
  async (name) => {
    await fc.assert(
      fc.asyncProperty(anything, fc.boolean(), fc.boolean(), async (recipe, throws, late) => {
        const odd = (): unknown => {
          const value = make(recipe)
          if (throws && !late) throw value
          if (throws) return Promise.reject(value)
          return late ? Promise.resolve(value) : value
        }
        const given = {
          ...once,
          token: 'pit-token',
          fetch: async () => json(200, { succeeded: true }),
          [name]: odd,
        }
        const error = await createBlockSlotsClient(forced(given))
          .delete('x')
          .then(
            () => 'none',
            (reason: unknown) => reason,
          )
        expect(error === 'none' || isBlockSlotsError(error)).toBe(true)
      }),
      { numRuns: 300 },
    )
  },
)

test('options of any kind make a client or our error', () => {
  const good = {
    token: 'pit-token',
    baseUrl: 'https://127.0.0.1',
    version: 'v3',
    fetch: globalThis.fetch,
    timeoutMs: 1,
  }
  fc.assert(
    fc.property(fc.oneof(anything, nearly(good)), (recipe) => {
      const outcomes = [createBlockSlotsClient, createBlockSlotsApi].map((open) => {
        try {
          return typeof open(forced(make(recipe)))
        } catch (error) {
          return isBlockSlotsError(error, 'invalid-input') ? 'refused' : error
        }
      })
      expect(outcomes.filter((outcome) => outcome !== 'object' && outcome !== 'refused')).toEqual([])
    }),
    { numRuns: 300 },
  )
})
