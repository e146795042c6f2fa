import { randomUUID } from 'node:crypto'
import { type Answer, type Answers, readAccess, type Scope, scopeNames } from './access.ts'
import type { Call, Reply, Service } from './service.ts'

/** An id that no event, user or calendar can have: long, and random. */
export const impossibleId = (): string => `doctor${randomUUID().replaceAll('-', '')}`

const minuteMs = 60_000

/** A request for what each scope is needed for. None of them can change anything. */
const requests: Readonly<Record<Scope, (service: Service) => Call>> = {
  // The list of a user that does not exist is empty.
  'calendars/events.readonly':
    ({ locationId, now }) =>
    (api, wire) => {
      const range = { startTime: now(), endTime: now() + minuteMs }
      const query = { locationId, userId: impossibleId(), ...range }
      return api.GET('/calendars/blocked-slots', { params: { query }, ...wire })
    },
  // Changes nothing for any one of five reasons: the event does not exist, nor does its calendar; the title has two lines; the
  // start is no time, and neither is the end. A scope is checked before all of them.
  'calendars/events.write': () => (api, wire) =>
    api.PUT('/calendars/events/block-slots/{eventId}', {
      params: { path: { eventId: impossibleId() } },
      body: { calendarId: impossibleId(), title: 'not\na title', startTime: 'no time', endTime: 'no time' },
      ...wire,
    }),
  'calendars.readonly':
    ({ locationId }) =>
    (api, wire) =>
      api.GET('/calendars/', { params: { query: { locationId } }, ...wire }),
  'users.readonly':
    ({ locationId }) =>
    (api, wire) =>
      api.GET('/users/', { params: { query: { locationId } }, ...usersVersion, ...wire }),
  'locations.readonly':
    ({ locationId }) =>
    (api, wire) =>
      api.GET('/locations/{locationId}', { params: { path: { locationId } }, ...usersVersion, ...wire }),
}

/** Asks for what each scope is needed for, up to the first request that the service does not answer or has no room for. */
export async function askAll(service: Service, signal: AbortSignal): Promise<Answers> {
  const answers: Partial<Record<Scope, Answer>> = {}
  for (const scope of scopeNames) {
    const answer = await answerOf(service, requests[scope](service), signal)
    answers[scope] = answer
    if (['unreachable', 'limited'].includes(readAccess(answer))) break
  }
  return answers
}

/** Users and sub-accounts are published for this version only. */
const usersVersion = { headers: { Version: '2021-07-28' } } as const

/** Sends a request, and a second time where the first may have failed by chance: 401 and 503 have been seen to. */
async function answerOf(service: Service, call: Call, signal: AbortSignal): Promise<Answer> {
  const first = await attempt(service, call, signal)
  const isChance = 'failure' in first || first.status >= 500 || readAccess(first) === 'invalid-token'
  return isChance ? attempt(service, call, signal) : first
}

async function attempt(service: Service, call: Call, signal: AbortSignal): Promise<Answer> {
  try {
    return answerFrom(await service.send(call, signal))
  } catch (error) {
    signal.throwIfAborted()
    return { failure: reasonOf(error) }
  }
}

const answerFrom = ({ status, message, sentAt, receivedAt }: Reply): Answer => ({
  status,
  message,
  durationMs: receivedAt - sentAt,
})

/** The innermost reason of an error: "fetch failed" has it as its cause. */
function reasonOf(error: unknown): string {
  let reason = error
  while (reason instanceof Error && reason.cause !== undefined) reason = reason.cause
  return reason instanceof Error ? reason.message : String(reason)
}
