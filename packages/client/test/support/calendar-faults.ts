import fc from 'fast-check'
import { seedState, startSandbox, type Sandbox } from '@block-slots/sandbox'
import { blockCalendar, isBlockSlotsError, type BlockCalendarOptions } from '../../src/index.ts'
import { json } from './service.ts'
import { anna, ben, eventCalendar, free, locationId, plainClient } from './calendar.ts'

const carla = 'CarlaCarlaCarla00001'
const trio = 'TrioCalendar00000001'
const team = [anna, ben, carla]

/** Actions of a fault: forward the request, abort the call, or let its deadline pass. */
type FaultActions = {
  readonly forward: () => Promise<Response>
  /** Aborts the call. The response never comes, or is lost if the request does not listen to the signal. */
  readonly abort: () => Promise<Response>
  readonly expire: () => void
}

const broken = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('socket'), { code }) })
const never = (): Promise<Response> => new Promise(() => {})
/** Responds without forwarding the request, or after the service has carried it out. */
const before = (respond: () => Response) => async (): Promise<Response> => respond()
const after =
  (respond: () => Response | Promise<Response>) =>
  async ({ forward }: FaultActions): Promise<Response> => {
    await forward()
    return respond()
  }
const lost = (): Promise<Response> => Promise.reject(broken('ECONNRESET'))
const page = (status: number) => (): Response => new Response('<html>Bad Gateway</html>', { status })

/** Ways in which one request fails. */
export const faults: Readonly<Record<string, (actions: FaultActions) => Promise<Response>>> = {
  'no connection': () => Promise.reject(broken('ECONNREFUSED')),
  'request lost': lost,
  'response lost': after(lost),
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
  'success truncated': after(() => new Response('{"id', { status: 201 })),
  'success without an id': after(() => json(201, {})),
  'aborted before': ({ abort }) => abort(),
  'aborted after': async ({ forward, abort }) => {
    await forward()
    return abort()
  },
  'aborted at the response': async ({ forward, abort }) => {
    const response = await forward()
    abort().catch(() => {})
    return response
  },
  'deadline passed at the response': async ({ forward, expire }) => {
    const response = await forward()
    expire()
    return response
  },
}

/** One run: the calendar, its existing blocks, and the fault of each request. */
export type Run = {
  readonly calendar: 'event' | 'team'
  /** Indexes of owners whose block exists. */
  readonly blocked: readonly number[]
  readonly sequence: readonly (string | undefined)[]
}

const names = Object.keys(faults)
/** A fault for one of `healthy + 1` requests. */
const mostlyHealthy = (healthy: number): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { weight: healthy, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...names) },
  )
/** Runs of any calendar with any faults. */
export const randomRun: fc.Arbitrary<Run> = fc.record({
  calendar: fc.constantFrom('team', 'team', 'event'),
  blocked: fc.subarray([0, 1, 2], { maxLength: 2 }),
  // The first reads mostly succeed, or few blocks would be created.
  sequence: fc
    .tuple(...[30, 30, 30, 30].map(mostlyHealthy), fc.array(mostlyHealthy(2), { maxLength: 16 }))
    .map((parts) => parts.flat()),
})

/** Environment of runs. */
export type Arena = { readonly sandbox: Sandbox; readonly close: () => Promise<void> }

/** Starts a sandbox with a team of three. */
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

/** Result of a run: how it ended, and every wrong report or effect. */
export type Verdict = {
  readonly end: 'done' | 'undone' | 'leftover'
  readonly requests: number
  readonly wrong: readonly string[]
}

/** Runs once, and compares the report of the call with the sandbox's blocks. */
export async function judge({ sandbox }: Arena, { calendar, blocked, sequence }: Run): Promise<Verdict> {
  sandbox.reset()
  const calendarId = calendar === 'team' ? trio : eventCalendar
  const owners = calendar === 'team' ? team : [eventCalendar]
  const setupClient = plainClient(sandbox.url, sandbox.token)
  for (const at of blocked) {
    const owner = owners[at]
    if (owner === eventCalendar) await setupClient.create({ calendarId: owner, ...free })
    else if (owner !== undefined) await setupClient.create({ assignedUserId: owner, ...free })
  }
  const existing = new Set(sandbox.blocks().map(({ id }) => id))

  const controller = new AbortController()
  let now = 0
  let requests = 0
  const client = plainClient(sandbox.url, sandbox.token, (request) => {
    const fault = faults[sequence[requests++] ?? '']
    const abort = (): Promise<Response> => {
      controller.abort()
      return request.signal.aborted ? never() : lost()
    }
    const expire = (): void => {
      now += 1_000_000
    }
    const forward = (): Promise<Response> => fetch(request)
    return fault === undefined ? forward() : fault({ forward, abort, expire })
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
  const expectThat = (problem: string, isRight: boolean): void => {
    if (!isRight) wrong.push(problem)
  }
  const blocks = sandbox.blocks()
  const created = blocks.filter(({ id }) => !existing.has(id))
  const ownerOf = (block: { calendarId?: string; assignedUserId?: string }): string | undefined =>
    block.calendarId ?? block.assignedUserId
  const ids = new Set(blocks.map(({ id }) => id))
  expectThat(
    'an existing block was deleted',
    [...existing].every((id) => ids.has(id)),
  )
  expectThat('an owner has two blocks', new Set(blocks.map(ownerOf)).size === blocks.length)
  if ('result' in outcome) {
    const reported = outcome.result.blocks.map(({ id }) => id)
    expectThat(
      'a success lacks a block',
      reported.every((id) => ids.has(id)) && reported.length === owners.length,
    )
    expectThat(
      'a success has other owners',
      blocks.every((block) => owners.includes(ownerOf(block) ?? '')),
    )
    return { end: 'done', requests, wrong }
  }
  const { error } = outcome
  if (!isBlockSlotsError(error))
    return { end: 'leftover', requests, wrong: [`not a BlockSlotsError: ${String(error)}`] }
  const { applied, code, leftover = [] } = error
  const certain = leftover.filter((rest) => rest.applied === 'yes')
  for (const { id, ...owner } of certain) {
    const exists = id === undefined ? created.some((block) => ownerOf(block) === ownerOf(owner)) : ids.has(id)
    expectThat('a leftover block with applied "yes" does not exist', exists)
  }
  for (const block of created) {
    const isReported = leftover.some(({ id, ...rest }) =>
      id === undefined ? ownerOf(rest) === ownerOf(block) : id === block.id,
    )
    expectThat('a block that is left is not reported', isReported)
  }
  expectThat(
    'an existing block is reported as leftover',
    leftover.every(({ id }) => id === undefined || !existing.has(id)),
  )
  const expected = leftover.length === 0 ? 'no' : certain.length > 0 ? 'yes' : 'unknown'
  expectThat(`applied is ${applied}, not ${expected}`, applied === expected)
  const isUncertain = certain.length < leftover.length
  expectThat('the code of a known outcome is outcome-unknown', code !== 'outcome-unknown' || isUncertain)
  return { end: leftover.length === 0 ? 'undone' : 'leftover', requests, wrong }
}
