import { isOperationId } from '../operation.ts'
import type { Fault, FaultName, FaultOf } from './fault.ts'
import { scheduleFaults, unknownFaultError } from './schedule.ts'

/** The values that a field takes, in words and as a check. */
type Field = readonly [expected: string, accepts: (value: unknown) => boolean]

const text: Field = ['a string', (value) => typeof value === 'string']
const number: Field = ['a number', (value) => typeof value === 'number']
const flag: Field = ['true or false', (value) => typeof value === 'boolean']
const headers: Field = ['an object of strings', isStrings]

const target = {
  operation: ['an operation or a list of operations', (value) => [value].flat().every(isOperationId)],
  on: ['"first", "second", "every", a list of numbers or { "share": number }', isSchedule],
} as const satisfies Record<string, Field>

const timing = {
  commit: oneOf('before-response', 'after-response', 'never'),
  commitDelayMs: number,
  delayMs: number,
} as const satisfies Record<string, Field>

const arriving = { ...target, ...timing }

const error = {
  ...arriving,
  retryAfter: [
    'a number, a string or { "dateInMs": number }',
    (value) =>
      typeof value === 'number' ||
      typeof value === 'string' ||
      (isRecord(value) && typeof value['dateInMs'] === 'number'),
  ],
} as const satisfies Record<string, Field>

const block: Field = [
  'an object with title, startTime and endTime',
  (value) =>
    isRecord(value) && ['title', 'startTime', 'endTime'].every((name) => typeof value[name] === 'string'),
]

/** The fields of each fault. */
const fields: {
  readonly [Name in FaultName]: Readonly<Record<Exclude<keyof FaultOf<Name>, 'fault'>, Field>>
} = {
  altered: { ...arriving, title: text, startTime: text, endTime: text, stored: flag },
  'bad-gateway': error,
  'broken-gzip': arriving,
  'cached-list': { ...target, ageMs: number },
  'changed-title': {
    ...target,
    form: oneOf('default', 'escaped', 'shortened', 'trimmed', 'visible'),
    dated: flag,
  },
  close: arriving,
  conflict: error,
  'conflicting-lengths': arriving,
  'connect-timeout': target,
  'truncated-list': { ...target, at: number },
  dns: target,
  'empty-list': target,
  forbidden: { ...error, html: flag },
  'gateway-timeout': error,
  'half-open': target,
  'idle-closed': target,
  'internal-error': error,
  'late-commit': arriving,
  'limit-headers': {
    ...target,
    headers: [
      '"missing", "high", "low", "changing" or an object of strings',
      (value) => isStrings(value) || oneOf('changing', 'high', 'low', 'missing')[1](value),
    ],
  },
  'mismatched-response': { ...arriving, differs: oneOf('location', 'owner', 'times') },
  'missing-date': target,
  'missing-id': arriving,
  'not-http': { ...arriving, code: text },
  'not-json': arriving,
  oversized: { ...arriving, bytes: number },
  'rate-limited': { ...error, limit: oneOf('burst', 'daily'), headers: flag },
  refused: target,
  'repeated-rows': { ...target, copies: number },
  'request-timeout': error,
  reset: arriving,
  'reset-unread': target,
  'route-not-supported': error,
  'shifted-zone': { ...target, offset: text },
  'similar-rows': { ...target, of: block },
  'skewed-date': { ...target, skewMs: number },
  slow: arriving,
  'slow-body': { ...arriving, byteIntervalMs: number },
  'stale-list': { ...target, lagMs: number },
  stall: arriving,
  status: {
    ...error,
    status: number,
    body: ['a string or an object', (value) => typeof value === 'string' || isRecord(value)],
    headers,
  },
  tls: target,
  truncated: { ...arriving, atByte: number, end: oneOf('close', 'reset', 'stall') },
  'undated-rows': target,
  unauthorized: { ...error, message: text },
  unavailable: error,
}

/** The fields that a fault cannot do without. */
const required: Readonly<Partial<Record<FaultName, readonly string[]>>> = {
  'limit-headers': ['headers'],
  status: ['status'],
}

/**
 * Parses a list of faults that comes from outside the program.
 *
 * @param value Parsed JSON.
 * @returns The faults.
 * @throws {RangeError} When it is not a list of valid faults; the message names the first invalid fault.
 */
export function parseFaults(value: unknown): readonly Fault[] {
  if (!Array.isArray(value)) {
    throw new RangeError('Expected a list of faults, such as [{ "fault": "reset" }].')
  }
  const faults = value.map((item: unknown, index) => {
    if (isFault(item)) return item
    throw new RangeError(
      `Expected fault ${index + 1} to be an object with the name of a fault, such as { "fault": "reset" }.`,
    )
  })
  // Checks names of operations and ranges of numbers.
  scheduleFaults(faults, 1)
  return faults
}

function isFault(value: unknown): value is Fault {
  if (!isRecord(value) || typeof value['fault'] !== 'string') return false
  const { fault: name, ...given } = value
  if (!isFaultName(name)) throw unknownFaultError(name)
  const known: Readonly<Record<string, Field | undefined>> = fields[name]
  for (const [field, item] of Object.entries(given)) {
    const [expected, accepts] = (Object.hasOwn(known, field) ? known[field] : undefined) ?? []
    if (expected === undefined || accepts === undefined) {
      const names = Object.keys(known).join(', ')
      throw new RangeError(`The fault "${name}" has no field "${field}". Use one of ${names}.`)
    }
    if (!accepts(item)) {
      throw new RangeError(
        `Expected "${field}" of the fault "${name}" to be ${expected} and got ${JSON.stringify(item)}.`,
      )
    }
  }
  const missing = required[name]?.find((field) => !Object.hasOwn(given, field))
  if (missing !== undefined) throw new RangeError(`The fault "${name}" needs a field "${missing}".`)
  return true
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(fields, name)
}

function isSchedule(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((count) => typeof count === 'number')
  if (isRecord(value)) return Object.keys(value).length === 1 && typeof value['share'] === 'number'
  return oneOf('every', 'first', 'second')[1](value)
}

function isStrings(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'string')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function oneOf(...values: readonly string[]): Field {
  const expected = values.map((value) => `"${value}"`).join(', ')
  return [`one of ${expected}`, (value) => typeof value === 'string' && values.includes(value)]
}
