import fc from 'fast-check'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsError,
  type CreatedBlock,
} from '../../src/index.ts'
import { lossyService, type ListFate, type Lossy, type PostFate } from './lossy.ts'
import { virtualClock } from './virtual.ts'

/** One call of a case. */
type Step = {
  readonly call: 'create' | 'ensure'
  /** Which of two blocks. */
  readonly block: 0 | 1
  readonly timeoutMs: number | undefined
  readonly abortMs: number | undefined
  /** Milliseconds after the start of the case. */
  readonly startMs: number
}

/** A service and what is asked of it. */
export type Case = Lossy & {
  /** True when a block is created before without faults, which proves that the list can be trusted. */
  readonly prior: boolean
  readonly steps: readonly Step[]
  /** Seed of the jitter of waits. */
  readonly seed: number
}

const common = { calendarId: 'CVokAlI8fgw4WYWoCtQz', locationId: 'C2QujeCh8ZnC7al2InWR' }
const times = { startTime: '2021-06-23T03:30:00+05:30', endTime: '2021-06-23T04:30:00+05:30' }
const blocks = [
  { ...common, ...times, title: 'Test Event' },
  { ...common, ...times, title: 'Other Event' },
] as const
const earlier = {
  ...common,
  title: 'Earlier',
  startTime: '2021-06-24T03:30:00+05:30',
  endTime: '2021-06-24T04:30:00+05:30',
}

const latencyMs = fc.constantFrom(1, 30, 900)
const certain = fc.constantFrom(
  'refused',
  'unauthorized',
  'rate limited',
  'no connection',
) satisfies fc.Arbitrary<PostFate['answer']>
const broken = fc.constantFrom('reset', 'bad gateway', 'unavailable') satisfies fc.Arbitrary<
  PostFate['answer']
>

/** A service within the documented limits: late, but never later than the reconcile timeout and the lag allow. */
const postFate = (longestMs: number): fc.Arbitrary<PostFate> =>
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ answer: fc.constant('ok' as const), commitMs: fc.constant(0), latencyMs }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        answer: broken,
        commitMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: longestMs }), fc.constant(undefined)),
        latencyMs,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        answer: fc.constantFrom('cut' as const, 'without id' as const),
        commitMs: fc.constant(0),
        latencyMs,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        answer: fc.constant('stall' as const),
        commitMs: fc.oneof(
          fc.constant(0),
          fc.integer({ min: 1, max: longestMs + 130_000 }),
          fc.constant(undefined),
        ),
        latencyMs,
      }),
    },
    { weight: 2, arbitrary: fc.record({ answer: certain, commitMs: fc.constant(undefined), latencyMs }) },
  )

const listFate: fc.Arbitrary<ListFate> = fc.record({
  answer: fc.oneof(
    { weight: 8, arbitrary: fc.constant('ok' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('reset', 'unavailable', 'unauthorized', 'forbidden', 'no json', 'full'),
    },
  ),
  latencyMs,
})

const agesMs = fc.oneof(fc.integer({ min: 12_000, max: 900_000 }), fc.constant(86_400_000))

/** Rows by others: equal blocks that are older than any request, and events that only look equal. */
const rowsOf = (now: number): fc.Arbitrary<object> =>
  fc
    .tuple(
      fc.constantFrom(...blocks),
      agesMs,
      fc.constantFrom('equal', 'deleted', 'synced', 'instance', 'undated'),
    )
    .map(([block, age, kind]) => {
      const row = { ...block, dateAdded: new Date(now - age).toISOString() }
      if (kind === 'equal') return row
      if (kind === 'deleted') return { ...row, dateAdded: new Date(now + 1000).toISOString(), deleted: true }
      if (kind === 'synced') return { ...block, createdBy: { source: 'google_calendar' } }
      if (kind === 'instance') return { ...block, masterEventId: 'master', id: 'master_1_2' }
      return { ...block, title: 'Undated' }
    })

const step: fc.Arbitrary<Step> = fc.record({
  call: fc.constantFrom('create', 'create', 'create', 'ensure'),
  block: fc.constantFrom(0, 0, 1),
  timeoutMs: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.integer({ min: 1, max: 40_000 })),
  abortMs: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.integer({ min: 0, max: 20_000 })),
  startMs: fc.constantFrom(0, 0, 0, 500, 12_000, 300_000),
})

const start = 1_800_000_000_000

/** Cases in which a client that is never wrong has to know, or to say that it does not know, what there is. */
export const cases: fc.Arbitrary<Case> = fc.integer({ min: 0, max: 8000 }).chain((lagMs) =>
  fc.record({
    posts: fc.array(postFate(9500 - lagMs), { maxLength: 6 }),
    lists: fc.array(listFate, { maxLength: 12 }),
    lagMs: fc.constant(lagMs),
    blind: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
    rows: fc.array(rowsOf(start), { maxLength: 3 }),
    prior: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    seed: fc.nat(),
  }),
)

/** Cases in which the first request is applied after the reconcile timeout, and the second one at once. */
export const lateCases: fc.Arbitrary<Case> = fc.record({
  posts: fc
    .record({
      answer: broken,
      commitMs: fc.integer({ min: 11_000, max: 60_000 }),
      latencyMs,
    })
    .map((post) => [post]),
  lists: fc.constant([]),
  lagMs: fc.integer({ min: 0, max: 1000 }),
  blind: fc.constant(false),
  rows: fc.constant([]),
  prior: fc.constant(true),
  seed: fc.nat(),
  steps: fc.constant([
    { call: 'create', block: 0, timeoutMs: undefined, abortMs: undefined, startMs: 0 } as const,
  ]),
})

/** Cases in which the same block is ensured again and again; what is given up appears while it is still waited for. */
export const ensureCases: fc.Arbitrary<Case> = cases.map((one) => ({
  ...one,
  blind: false,
  posts: one.posts.map((post) => ({
    ...post,
    commitMs: post.commitMs === undefined ? undefined : Math.min(post.commitMs, 60_000),
  })),
  steps: one.steps.map((each) => ({ ...each, call: 'ensure', block: 0 })),
}))

/** The results of the callers, compared with the blocks that exist. */
export type Truth = {
  /** Blocks created for the calls, in order. */
  readonly made: readonly string[]
  /** The id that each call that succeeded was given. */
  readonly results: readonly {
    readonly call: Step['call']
    readonly outcome: CreatedBlock['outcome']
    readonly id: string
  }[]
  /** Ids that were reported as duplicates. */
  readonly duplicates: readonly string[]
  /** Errors that nothing could settle. */
  readonly open: readonly BlockSlotsError[]
  /** Errors that said at once that nothing was made, and those that were found so later. */
  readonly no: number
  /** Number of requests for a block that arrived. */
  readonly sends: number
  /** Number of blocks that only findDuplicates reported. */
  readonly verified: number
  /** Number of calls that lasted longer than they may. */
  readonly late: number
  /** Number of errors whose reconcile() gave another result the second time. */
  readonly fickle: number
}

/** The same jitter for the same case. */
async function drawingFrom<Result>(seed: number, work: () => Promise<Result>): Promise<Result> {
  const { random } = Math
  let state = seed
  Math.random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  try {
    return await work()
  } finally {
    Math.random = random
  }
}

/** Lets a case happen, settles afterwards what can be settled, and gives what was said and what is. */
export const happen = (one: Case): Promise<Truth> => drawingFrom(one.seed, () => play(one))

async function play({ prior, steps, ...lossy }: Case): Promise<Truth> {
  const clock = virtualClock(start)
  const never = new AbortController().signal
  const service = lossyService(
    clock,
    prior ? { ...lossy, posts: [{ answer: 'ok', commitMs: 0, latencyMs: 1 }, ...lossy.posts] } : lossy,
  )
  const client = createBlockSlotsClient({ token: 'pit-token', fetch: service.fetch, clock, limiter: false })
  if (prior) await clock.run(client.create(earlier).then(() => clock.sleep(12_000, never)))
  const before = service.made.length
  const results: { call: Step['call']; outcome: CreatedBlock['outcome']; id: string }[] = []
  const duplicates: string[] = []
  let open: { readonly call: Step['call']; readonly error: BlockSlotsError }[] = []
  let no = 0
  let late = 0
  let fickle = 0
  const took = (call: Step['call'], made: CreatedBlock): void => {
    results.push({ call, outcome: made.outcome, id: made.id })
    duplicates.push(...(made.duplicates ?? []))
  }
  const failed = (call: Step['call'], error: unknown): void => {
    if (!isBlockSlotsError(error)) throw error
    if (error.applied === 'no') no++
    else open.push({ call, error })
  }
  const take = async ({ call, block, timeoutMs, abortMs, startMs }: Step): Promise<void> => {
    await clock.sleep(startMs, never)
    const since = clock.now()
    const controller = new AbortController()
    if (abortMs !== undefined) void clock.sleep(abortMs, never).then(() => controller.abort())
    await client[call](blocks[block], { timeoutMs, signal: controller.signal }).then(
      (made) => took(call, made),
      (error: unknown) => failed(call, error),
    )
    if (clock.now() - since > (timeoutMs ?? 480_000)) late++
  }
  await clock.run(Promise.all(steps.map(take)))
  // Whatever was to be made has been made by now, and is shown.
  await clock.run(clock.sleep(200_000, never))
  for (let round = 0; round < 2; round++) {
    const asked = open
    open = []
    for (const { call, error } of asked) {
      const settled = error.reconcile?.().then(
        async (made) => {
          if (made === undefined) no++
          else {
            took(call, made)
            if ((await error.reconcile?.())?.id !== made.id) fickle++
          }
        },
        (again: unknown) => failed(call, again),
      )
      if (settled === undefined) open.push({ call, error })
      else await clock.run(settled)
    }
  }
  // A list that could not be read is looked at again.
  const verify = (left: number): ReturnType<typeof client.findDuplicates> =>
    client.findDuplicates().catch((error: unknown) => (left > 0 ? verify(left - 1) : Promise.reject(error)))
  const verified = await clock.run(verify(lossy.lists.length))
  const tooMany = verified.duplicates.flatMap((one) => one.duplicates)
  duplicates.push(...tooMany)
  return {
    made: service.made.slice(before),
    results,
    duplicates,
    open: open.map(({ error }) => error),
    no,
    verified: tooMany.length,
    late,
    fickle,
    sends: service.arrivals.filter(({ method }) => method === 'POST').length - before,
  }
}

/** Wrong results of the client; empty when there is none. */
export function faultsOf({ made, results, duplicates, open, late, fickle }: Truth): string[] {
  const faults: string[] = []
  const there = new Set(made)
  const creates = results
    .filter(({ call, outcome }) => call === 'create' && outcome !== 'existing')
    .map(({ id }) => id)
  if (new Set(creates).size < creates.length) faults.push('two creates were given one block')
  for (const id of creates)
    if (!there.has(id)) faults.push(`a create was given ${id}, which was not made for it`)
  for (const { outcome, id } of results) {
    if (outcome === 'created' && !there.has(id)) faults.push(`${id} does not exist`)
  }
  const reported = new Set([...results.map(({ id }) => id), ...duplicates])
  const unreported = made.filter((id) => !reported.has(id))
  if (unreported.length > open.length) faults.push(`not reported: ${unreported.join()}`)
  if (late > 0) faults.push(`${late} calls outlived their deadline`)
  if (fickle > 0) faults.push(`${fickle} errors gave another answer when they were asked again`)
  return faults
}

/** The same where the service keeps to the limits, so that nothing is ever sent again too early. */
export function faultsWithin(truth: Truth): string[] {
  const early = truth.open.length === 0 && truth.verified > 0
  return [...faultsOf(truth), ...(early ? [`${truth.verified} blocks were made twice`] : [])]
}
