import type { Check } from './check.ts'

/** The response to a request that can change nothing, or the reason why none came. */
export type Answer =
  | { readonly status: number; readonly message: string; readonly durationMs: number }
  | { readonly failure: string }

/** What an answer says of the token. `granted`: the request has reached the operation. */
export type Access =
  | 'granted'
  | 'no-scope'
  | 'invalid-token'
  | 'other-location'
  | 'agency-token'
  | 'wrong-version'
  | 'closed'
  | 'no-route'
  | 'limited'
  | 'unreachable'
  | 'unknown'

/** The service has no error codes: only its messages tell these apart. */
const messages: readonly (readonly [RegExp, Access])[] = [
  [/^The token is not authorized for this scope/i, 'no-scope'],
  [/^The token does not have access to this location/i, 'other-location'],
  [/^(Token's user type mismatch|This authClass type is not allowed)/i, 'agency-token'],
  [/^(version header|Invalid API version)/i, 'wrong-version'],
  [/^This route is not yet supported by the IAM Service/i, 'closed'],
  [/^Cannot (GET|PUT) /, 'no-route'],
]

/**
 * Reads what an answer says of the token. Scopes are checked before the operation, so whatever the operation itself answers
 * shows that the scope is there.
 */
export function readAccess(answer: Answer): Access {
  if ('failure' in answer) return 'unreachable'
  const { status, message } = answer
  const known = messages.find(([text]) => text.test(message))
  if (known !== undefined && status >= 400) return known[1]
  if (status === 401) return 'invalid-token'
  if (status === 429) return 'limited'
  if (status < 300) return 'granted'
  // A page is no answer of an operation.
  return [400, 404, 422].includes(status) && message !== '' ? 'granted' : 'unknown'
}

/** The scopes that the commands need: the names under which they are chosen, and what is missing without them. */
const scopes = {
  'calendars/events.readonly': { name: 'View Calendar Events', without: 'nothing works', state: 'failed' },
  'calendars/events.write': {
    name: 'Edit Calendar Events',
    without: 'nothing can be changed',
    state: 'failed',
  },
  'calendars.readonly': {
    name: 'View Calendars',
    without: 'calendars cannot be named or read',
    state: 'failed',
  },
  'users.readonly': { name: 'View Users', without: 'users are found by their ids only', state: 'warning' },
  'locations.readonly': {
    name: 'View Locations',
    without: 'the time zone of the sub-account is not read',
    state: 'warning',
  },
} as const

/** A scope that a command needs. */
export type Scope = keyof typeof scopes

const isScope = (name: string): name is Scope => Object.hasOwn(scopes, name)

/** Their names. */
export const scopeNames: readonly Scope[] = Object.keys(scopes).filter(isScope)

/** One answer for each scope that was asked for. */
export type Answers = Readonly<Partial<Record<Scope, Answer>>>

/** What is known of the account beside the answers. */
export type Account = {
  /** The address of the service, as the other two with where it was given. */
  readonly address: string
  /** The id of the sub-account. */
  readonly location: string
  /** What kind of token it is. */
  readonly token: string
  readonly version: string
}

/** Judges address, token, sub-account, version and scopes by the answers. */
export function checkAccess(answers: Answers, account: Account): Check[] {
  const all = Object.values(answers)
  const found = all.map(readAccess)
  const service = checkService(all, account)
  if (found.every((access) => access === 'unreachable')) return [service]
  return [
    service,
    checkToken(found, account),
    checkLocation(answers, account),
    checkVersion(found, account),
    ...scopeNames.map((scope) => checkScope(scope, answers[scope], found.includes('granted'))),
  ]
}

function checkService(all: readonly Answer[], { address }: Account): Check {
  const id = 'service'
  const durations = all.flatMap((answer) => ('failure' in answer ? [] : [answer.durationMs]))
  const failure = all.find((answer) => 'failure' in answer)
  if (durations.length === 0) {
    return {
      id,
      state: 'failed',
      text: `Service: no response from ${address} (${failure?.failure})`,
      remedy: 'Check the network, proxies and --base-url.',
    }
  }
  const slowest = (Math.max(...durations) / 1000).toFixed(2)
  const text = `Service: ${address} responds, in ${slowest} s at most`
  return failure === undefined
    ? { id, state: 'ok', text }
    : { id, state: 'warning', text: `${text}; not to every request (${failure.failure})` }
}

function checkToken(found: readonly Access[], { token }: Account): Check {
  const id = 'token'
  if (found.includes('agency-token')) {
    return {
      id,
      state: 'failed',
      text: `Token: it is one of the agency, and not of a sub-account`,
      remedy: 'Create a Private Integration in the settings of the sub-account, and use its token.',
    }
  }
  if (['granted', 'no-scope', 'other-location'].some((access) => found.some((each) => each === access))) {
    return { id, state: 'ok', text: `Token: accepted, ${token}` }
  }
  if (found.includes('invalid-token')) {
    return {
      id,
      state: 'failed',
      text: `Token: not accepted, ${token}`,
      remedy:
        'It has expired, was replaced, or was copied in part. Create one in the settings of the sub-account, under ' +
        '"Private Integrations".',
    }
  }
  return { id, state: 'unknown', text: `Token: ${token}; no answer shows whether it is accepted` }
}

function checkLocation(answers: Answers, { location }: Account): Check {
  const id = 'location'
  const found = Object.values(answers)
  const text = `Sub-account: ${location}`
  if (found.some((answer) => readAccess(answer) === 'other-location')) {
    return {
      id,
      state: 'failed',
      text: `${text}; the token is of another one`,
      remedy: 'Use the token of this sub-account, or correct its id.',
    }
  }
  const isReached = found.some((answer) => 'status' in answer && answer.status < 300)
  return isReached
    ? { id, state: 'ok', text }
    : { id, state: 'unknown', text: `${text}; no answer shows whether the token reaches it` }
}

function checkVersion(found: readonly Access[], { version }: Account): Check {
  const id = 'version'
  if (found.includes('wrong-version')) {
    return {
      id,
      state: 'failed',
      text: `API version: ${version} is not accepted`,
      remedy: 'Update block-slots.',
    }
  }
  // The service checks version and token in an order that is not known.
  return found.includes('granted')
    ? { id, state: 'ok', text: `API version: ${version} is accepted` }
    : { id, state: 'unknown', text: `API version: no answer shows whether ${version} is accepted` }
}

function checkScope(scope: Scope, answer: Answer | undefined, isAccepted: boolean): Check {
  const id = `scope ${scope}`
  const access = answer === undefined ? 'unknown' : readAccess(answer)
  if (answer !== undefined && access === 'granted') {
    const isSuccess = 'status' in answer && answer.status < 300
    const how = isSuccess ? '' : ', by a request that was rejected for its content'
    return { id, state: 'ok', text: `Scope ${scope}${how}` }
  }
  if (access !== 'no-scope') {
    const reason = isAccepted ? reasonOf(answer) : 'the token was not accepted'
    return { id, state: 'unknown', text: `Scope ${scope}: ${reason}` }
  }
  const { name, without, state } = scopes[scope]
  return {
    id,
    state,
    text: `Scope ${scope} is missing: ${without}`,
    remedy: `Add "${name}" to the Private Integration, or to the app and install that again.`,
  }
}

function reasonOf(answer: Answer | undefined): string {
  if (answer === undefined) return 'not asked for'
  if ('failure' in answer) return answer.failure
  return `the service answered ${answer.status}${answer.message === '' ? '' : ` "${answer.message}"`}`
}
