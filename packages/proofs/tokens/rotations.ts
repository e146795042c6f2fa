import { memoryStore } from '@block-slots/client/src/token/memory-store.ts'
import { refresher, testClock, tokenServer } from '@block-slots/client/test/support/tokens.ts'

/** What came of many rotations. */
export type RotationResult = {
  readonly rotations: number
  readonly lost: number
  readonly revocations: number
  readonly failed: number
}

/**
 * Lets tokens expire time and again, with several processes over one store, against a server that revokes everything when a
 * refresh token is used twice, but answers the same within 10 s, and loses 5 % of the answers, before or after it rotated.
 */
export async function rotateTokens(wanted: number, seed: number, processes = 3): Promise<RotationResult> {
  const random = linearCongruential(seed)
  const clock = testClock()
  const server = tokenServer(clock, { graceMs: 10_000 })
  const store = memoryStore()
  const parties = Array.from({ length: processes }, () => refresher(clock, server, { store }))
  let [lost, failed] = [0, 0]
  const { fetch } = server
  const faulty = async (request: Request): Promise<Response> => {
    if (random() >= 0.05) return fetch(request)
    lost += 1
    server.fates.push(random() < 0.5 ? 'lost before' : 'lost after')
    return fetch(request)
  }
  Object.assign(server, { fetch: faulty })
  for (const party of parties) Object.assign(party.request, { fetch: faulty })
  for (let rotation = 1; rotation <= wanted; rotation++) {
    const values = await clock.run(Promise.all(parties.map(({ get }) => get().catch(() => 'failed'))))
    failed += values.filter((value) => value !== server.current()).length
    // Three answers in a row may be lost: the next calls ask once more.
    if (values.includes('failed')) await clock.run(Promise.all(parties.map(({ get }) => get())))
    await clock.advance(86_399_000)
  }
  return { rotations: server.count.rotations, lost, revocations: server.count.revocations, failed }
}

/** A call as the client makes it: again with the same token, then with another, and no more. */
async function call(party: ReturnType<typeof refresher>, sleep: () => Promise<void>): Promise<number> {
  const first = await party.provider.get(party.request)
  await sleep()
  const again = await party.provider.get(party.request)
  if (!(await party.provider.renew(again.generation, party.request))) return 2
  return first === undefined ? 0 : 3
}

/** Makes calls that are refused with 401 whatever token they bring, all at once, for some minutes. */
export async function rejectTokens(calls: number, minutes: number): Promise<{ sends: number; renewals: number }> {
  const clock = testClock()
  const server = tokenServer(clock)
  const party = refresher(clock, server)
  await clock.run(party.get())
  let sends = 0
  const never = new AbortController().signal
  for (let minute = 0; minute < minutes; minute++) {
    const sent = await clock.run(
      Promise.all(Array.from({ length: calls }, () => call(party, () => clock.sleep(500, never)))),
    )
    sends = Math.max(sends, ...sent)
    await clock.advance(60_000)
  }
  return { sends, renewals: server.count.rotations - 1 }
}

/** Makes calls at the moment the token is expired. Gives the requests that followed. */
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
