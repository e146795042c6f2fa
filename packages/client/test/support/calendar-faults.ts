import fc from 'fast-check'
import { seedState, startSandbox, type Sandbox } from '@block-slots/sandbox'
import { blockCalendar, isBlockSlotsError, type BlockCalendarOptions } from '../../src/index.ts'
import { json } from './service.ts'
import { anna, ben, eventCalendar, free, locationId, plainClient } from './calendar.ts'

const carla = 'CarlaCarlaCarla00001'
const trio = 'TrioCalendar00000001'
const team = [anna, ben, carla]

/** What a fault has at hand: to let the request through, to end the call, and to let the deadline pass. */
type Means = {
  readonly pass: () => Promise<Response>
  /** Gives the answer that comes then: none, or a lost one where nobody listens to the signal any more. */
  readonly abort: () => Promise<Response>
  readonly expire: () => void
}

const broken = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('socket'), { code }) })
const never = (): Promise<Response> => new Promise(() => {})
/** Answers like this; or does so when the service has done its work. */
const before = (answer: () => Response) => async (): Promise<Response> => answer()
const after =
  (answer: () => Response | Promise<Response>) =>
  async ({ pass }: Means): Promise<Response> => {
    await pass()
    return answer()
  }
const lost = (): Promise<Response> => Promise.reject(broken('ECONNRESET'))
const page = (status: number) => (): Response => new Response('<html>Bad Gateway</html>', { status })

/** Every way in which one request fails here. */
export const faults: Readonly<Record<string, (means: Means) => Promise<Response>>> = {
  'no connection': () => Promise.reject(broken('ECONNREFUSED')),
  'lost on the way': lost,
  'answer lost': after(lost),
  '500 before': before(() => json(500, { message: 'no' })),
  '500 after': after(() => json(500, { message: 'no' })),
  '502 page after': after(page(502)),
  '503 before': before(() => json(503, { message: 'no' })),
  '408 after': after(() => json(408, {})),
  '401': before(() => json(401, { message: 'Invalid JWT' })),
  '403': before(() => json(403, { message: 'no' })),
  '404': before(() => json(404, { message: 'Event not found' })),
  '422': before(() => json(422, { message: ['no'] })),
  '429': before(() => json(429, { message: 'no' }, { 'retry-after': '0' })),
  'success cut': after(() => new Response('{"id', { status: 201 })),
  'success without an id': after(() => json(201, {})),
  'aborted before': ({ abort }) => abort(),
  'aborted after': async ({ pass, abort }) => {
    await pass()
    return abort()
  },
  'aborted once answered': async ({ pass, abort }) => {
    const response = await pass()
    abort().catch(() => {})
    return response
  },
  'deadline passed once answered': async ({ pass, expire }) => {
    const response = await pass()
    expire()
    return response
  },
}

/** One run: which calendar, what is there before, and what befalls each request in turn. */
export type Run = {
  readonly calendar: 'event' | 'team'
  /** Owners who have the block already. */
  readonly blocked: readonly number[]
  readonly befalls: readonly (string | undefined)[]
}

const names = Object.keys(faults)
/** A fault for one request in so many and one. */
const mostly = (well: number): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { weight: well, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...names) },
  )
/** Runs in which anything can happen. */
export const randomRun: fc.Arbitrary<Run> = fc.record({
  calendar: fc.constantFrom('team', 'team', 'event'),
  blocked: fc.subarray([0, 1, 2], { maxLength: 2 }),
  // The reads at the start mostly go well, or little would be made.
  befalls: fc
    .tuple(...[30, 30, 30, 30].map(mostly), fc.array(mostly(2), { maxLength: 16 }))
    .map((parts) => parts.flat()),
})

/** Where runs take place. */
export type Arena = { readonly sandbox: Sandbox; readonly close: () => Promise<void> }

/** A sandbox with a team of three. */
export async function openArena(): Promise<Arena> {
  const { calendars, users } = seedState()
  const sandbox = await startSandbox({
    state: {
      users: [...users, { id: carla, locationId, name: 'Carla' }],
      calendars: [
        ...calendars,
        {
          id: trio,
          locationId,
          name: 'Trio',
          calendarType: 'collective',
          teamMembers: team.map((userId) => ({ userId })),
        },
      ],
    },
  })
  return { sandbox, close: sandbox.close }
}

/** What came of a run: how it ended, and everything that was said or done wrongly. */
export type Verdict = {
  readonly end: 'done' | 'undone' | 'leftover'
  readonly requests: number
  readonly wrong: readonly string[]
}

/** Carries one run out, and lets the audit log judge it. */
export async function judge({ sandbox }: Arena, { calendar, blocked, befalls }: Run): Promise<Verdict> {
  sandbox.reset()
  const calendarId = calendar === 'team' ? trio : eventCalendar
  const owners = calendar === 'team' ? team : [eventCalendar]
  const quiet = plainClient(sandbox.url, sandbox.token)
  for (const at of blocked) {
    const owner = owners[at]
    if (owner === eventCalendar) await quiet.create({ calendarId: owner, ...free })
    else if (owner !== undefined) await quiet.create({ assignedUserId: owner, ...free })
  }
  const there = new Set(sandbox.blocks().map(({ id }) => id))

  const controller = new AbortController()
  let now = 0
  let requests = 0
  const client = plainClient(sandbox.url, sandbox.token, (request) => {
    const fault = faults[befalls[requests++] ?? '']
    const abort = (): Promise<Response> => {
      controller.abort()
      return request.signal.aborted ? never() : lost()
    }
    const expire = (): void => {
      now += 1_000_000
    }
    const pass = (): Promise<Response> => fetch(request)
    return fault === undefined ? pass() : fault({ pass, abort, expire })
  })
  const options: BlockCalendarOptions = {
    signal: controller.signal,
    timeoutMs: 600_000,
    clock: { now: () => now, sleep: async () => {} },
  }
  const outcome = await blockCalendar(client, { calendarId, ...free }, options).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  )

  const wrong: string[] = []
  const expectThat = (words: string, isSo: boolean): void => {
    if (!isSo) wrong.push(words)
  }
  const exists = sandbox.blocks()
  const made = exists.filter(({ id }) => !there.has(id))
  const ownerOf = (block: { calendarId?: string; assignedUserId?: string }): string | undefined =>
    block.calendarId ?? block.assignedUserId
  const ids = new Set(exists.map(({ id }) => id))
  expectThat(
    'a block of before is gone',
    [...there].every((id) => ids.has(id)),
  )
  expectThat('an owner has two', new Set(exists.map(ownerOf)).size === exists.length)
  if ('result' in outcome) {
    const told = outcome.result.blocks.map(({ id }) => id)
    expectThat('a success lacks a block', told.every((id) => ids.has(id)) && told.length === owners.length)
    expectThat(
      'a success is for others',
      exists.every((block) => owners.includes(ownerOf(block) ?? '')),
    )
    return { end: 'done', requests, wrong }
  }
  const { error } = outcome
  if (!isBlockSlotsError(error))
    return { end: 'leftover', requests, wrong: [`no error of ours: ${String(error)}`] }
  const { applied, code, leftover = [] } = error
  const certain = leftover.filter((rest) => rest.applied === 'yes')
  for (const rest of certain) {
    const isThere =
      rest.id === undefined ? made.some((block) => ownerOf(block) === ownerOf(rest)) : ids.has(rest.id)
    expectThat('what certainly leftover is gone', isThere)
  }
  for (const block of made) {
    const isTold = leftover.some(({ id, ...rest }) =>
      id === undefined ? ownerOf(rest) === ownerOf(block) : id === block.id,
    )
    expectThat('a block leftover and is not told', isTold)
  }
  expectThat(
    "somebody else's block is told",
    leftover.every(({ id }) => id === undefined || !there.has(id)),
  )
  const should = leftover.length === 0 ? 'no' : certain.length > 0 ? 'yes' : 'unknown'
  expectThat(`applied is ${applied}, not ${should}`, applied === should)
  const inDoubt = certain.length < leftover.length
  expectThat('the outcome is known and is called unknown', code !== 'outcome-unknown' || inDoubt)
  return { end: leftover.length === 0 ? 'undone' : 'leftover', requests, wrong }
}
