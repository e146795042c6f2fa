import { memoryStore } from '@block-slots/client/src/token/memory-store.ts'
import { refresher, testClock, tokenServer } from '@block-slots/client/test/support/tokens.ts'
import { linearCongruential } from '../random.ts'

export type RotationResult = {
  readonly rotations: number
  /** Responses that were lost. */
  readonly lost: number
  readonly revocations: number
  /** Calls that failed once. */
  readonly failed: number
}

/**
 * Lets tokens expire again and again while several processes share one store. The server revokes everything when a refresh
 * token is reused, but repeats its response within 10 s, and 5 % of its responses are lost, before or after it rotated.
 */
export async function rotateTokens(rotations: number, seed: number, processes = 3): Promise<RotationResult> {
  const random = linearCongruential(seed)
  const clock = testClock()
  const server = tokenServer(clock, { graceMs: 10_000 })
  const store = memoryStore()
  const parties = Array.from({ length: processes }, () => refresher(clock, server, { store }))
  let [lost, failed] = [0, 0]
  const { fetch } = server
  const faultyFetch = async (request: Request): Promise<Response> => {
    if (random() >= 0.05) return fetch(request)
    lost += 1
    server.fates.push(random() < 0.5 ? 'lost before' : 'lost after')
    return fetch(request)
  }
  Object.assign(server, { fetch: faultyFetch })
  for (const party of parties) Object.assign(party.request, { fetch: faultyFetch })
  for (let rotation = 1; rotation <= rotations; rotation++) {
    const values = await clock.run(Promise.all(parties.map(({ get }) => get().catch(() => 'failed'))))
    failed += values.filter((value) => value !== server.current()).length
    // Three responses in a row may be lost; the next calls refresh again.
    if (values.includes('failed')) await clock.run(Promise.all(parties.map(({ get }) => get())))
    await clock.advance(86_399_000)
  }
  return { rotations: server.count.rotations, lost, revocations: server.count.revocations, failed }
}

/** Sends as a call does: twice with one token, then with another. Returns the number of sends. */
async function rejectedCall(
  party: ReturnType<typeof refresher>,
  sleep: () => Promise<void>,
): Promise<number> {
  const first = await party.provider.get(party.request)
  await sleep()
  const second = await party.provider.get(party.request)
  if (!(await party.provider.renew(second.generation, party.request))) return 2
  return first === undefined ? 0 : 3
}

/** Makes calls that get a 401 with every token, all at once, every minute. Returns the most sends of one call. */
export async function rejectTokens(
  calls: number,
  minutes: number,
): Promise<{ sends: number; refreshes: number }> {
  const clock = testClock()
  const server = tokenServer(clock)
  const party = refresher(clock, server)
  await clock.run(party.get())
  let sends = 0
  const never = new AbortController().signal
  for (let minute = 0; minute < minutes; minute++) {
    const sent = await clock.run(
      Promise.all(Array.from({ length: calls }, () => rejectedCall(party, () => clock.sleep(500, never)))),
    )
    sends = Math.max(sends, ...sent)
    await clock.advance(60_000)
  }
  return { sends, refreshes: server.count.rotations - 1 }
}

/** Makes calls at the moment the token expires. Returns the number of refreshes, NaN if a call got a stale token. */
export async function expireTokens(calls: number): Promise<number> {
  const clock = testClock()
  const server = tokenServer(clock)
  const party = refresher(clock, server)
  await clock.run(party.get())
  await clock.advance(86_400_000)
  const values = await clock.run(Promise.all(Array.from({ length: calls }, () => party.get())))
  if (values.some((value) => value !== server.current())) return Number.NaN
  return server.count.requests - 1
}
