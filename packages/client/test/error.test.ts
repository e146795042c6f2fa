import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../src/clock.ts'
import { errorCodes } from '../src/error.ts'
import type * as errorModule from '../src/error.ts'
import { BlockSlotsError, isBlockSlotsError } from '../src/index.ts'
import { hostile, hostileObject, revoked } from './support/refusal.ts'
import { calls, clientOf, failure, json } from './support/service.ts'

const fields = {
  code: 'rate-limited',
  message: 'listEvents: 429 Too Many Requests',
  applied: 'no',
  retry: 'after',
  operation: 'listEvents',
} as const

const full = new BlockSlotsError({
  ...fields,
  retryAt: 1_767_225_600_000,
  status: 429,
  traceId: '2fe61dc1',
  detail: 'Too Many Requests',
  hint: 'Wait.',
  attempts: [{ operation: 'createBlockSlot', startedAt: 1_767_225_590_000, durationMs: 12, status: 429 }],
  cause: new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') }),
})

describe('an error', () => {
  test('carries its fields and is an Error', () => {
    expect(full).toBeInstanceOf(Error)
    expect(full).toBeInstanceOf(BlockSlotsError)
    expect(full).toMatchObject({
      ...fields,
      name: 'BlockSlotsError',
      status: 429,
      retryAt: 1_767_225_600_000,
    })
    expect(String(full)).toBe('BlockSlotsError: listEvents: 429 Too Many Requests')
  })

  test('has no field that it was not given', () => {
    const { stack: _, ...bare } = Object.getOwnPropertyDescriptors(
      new BlockSlotsError({ ...fields, hint: undefined }),
    )
    expect(new Set(Object.keys(bare))).toEqual(
      new Set(['applied', 'attempts', 'code', 'message', 'name', 'operation', 'retry']),
    )
  })

  test('is plain data as JSON, with the reasons below it', () => {
    expect(JSON.parse(JSON.stringify(full))).toMatchInlineSnapshot(`
      {
        "applied": "no",
        "attempts": [
          {
            "durationMs": 12,
            "operation": "createBlockSlot",
            "startedAt": 1767225590000,
            "status": 429,
          },
        ],
        "cause": "TypeError: fetch failed; Error: connect ECONNREFUSED 127.0.0.1:9",
        "code": "rate-limited",
        "detail": "Too Many Requests",
        "hint": "Wait.",
        "message": "listEvents: 429 Too Many Requests",
        "name": "BlockSlotsError",
        "operation": "listEvents",
        "retry": "after",
        "retryAt": 1767225600000,
        "status": 429,
        "traceId": "2fe61dc1",
      }
    `)
    expect(JSON.parse(JSON.stringify({ error: new BlockSlotsError(fields) }))).toEqual({
      error: { name: 'BlockSlotsError', ...fields, attempts: [] },
    })
  })

  test('as JSON comes to an end even when its causes do not', () => {
    const ring = new Error('ring')
    ring.cause = ring
    const { cause } = JSON.parse(JSON.stringify(new BlockSlotsError({ ...fields, cause: ring })))
    expect(cause).toMatch(/^(Error: ring(; )?)+$/)
    expect(JSON.parse(JSON.stringify(new BlockSlotsError({ ...fields, cause: 'words' })))).not.toHaveProperty(
      'cause',
    )
  })

  test('prints its fields', async () => {
    const error = await failure(
      calls.createBlockSlot(
        clientOf(() =>
          json(400, {
            statusCode: 400,
            message: 'The calendar is not an event calendar.',
            traceId: '2fe61dc1',
          }),
        ),
      ),
    )
    const text = inspect(error, { colors: false })
      .replace(/\n +at .*/g, '')
      .replace(/startedAt: \d+/, 'startedAt: 0')
      .replace(/durationMs: \d+/, 'durationMs: 0')
    expect(text).toMatchInlineSnapshot(`
      "BlockSlotsError: createBlockSlot: 400 The calendar is not an event calendar.
        code: 'rejected',
        applied: 'no',
        retry: 'never',
        operation: 'createBlockSlot',
        attempts: [
          {
            operation: 'createBlockSlot',
            startedAt: 0,
            durationMs: 0,
            status: 400
          }
        ],
        status: 400,
        detail: 'The calendar is not an event calendar.',
        hint: 'A calendarId works only for calendars of type "event"; for every other calendar send the assignedUserId of the user whose time is to be blocked (round robin and collective: one block for each team member). client.calendar(calendarId) returns the type and the team members.',
        traceId: '2fe61dc1'
      }"
    `)
  })

  test('lists the time, duration and status of each request', async () => {
    const before = Math.floor(systemClock.now())
    const { attempts } = await failure(calls.createBlockSlot(clientOf(() => json(500, {}))))
    expect(attempts).toEqual([
      {
        operation: 'createBlockSlot',
        startedAt: expect.any(Number),
        durationMs: expect.any(Number),
        status: 500,
      },
    ])
    expect(attempts[0]?.startedAt).toBeGreaterThanOrEqual(before)
    expect(Number.isInteger(attempts[0]?.durationMs)).toBe(true)
  })

  test('can be cloned to another thread', () => {
    const clone = structuredClone(full)
    expect([clone.message, clone instanceof Error]).toEqual([full.message, true])
  })
})

/** The same module, which the loader takes for another one. */
const copyOf = (path: string): string => `${path}?copy`

describe('isBlockSlotsError', () => {
  test('recognises an error, and one of a given code', () => {
    expect(isBlockSlotsError(full)).toBe(true)
    expect(isBlockSlotsError(full, 'rate-limited')).toBe(true)
    expect(isBlockSlotsError(full, 'not-found')).toBe(false)
  })

  test('recognises errors of another copy of the package, which instanceof does not', async () => {
    const copy: typeof errorModule = await import(/* @vite-ignore */ copyOf('../src/error.ts'))
    const other = new copy.BlockSlotsError(fields)
    expect(other instanceof BlockSlotsError).toBe(false)
    expect(isBlockSlotsError(other)).toBe(true)
    expect(isBlockSlotsError(other, 'rate-limited')).toBe(true)
    expect(copy.isBlockSlotsError(full, 'not-found')).toBe(false)
    expect(copy.isBlockSlotsError(full)).toBe(true)
  })

  test.each([
    undefined,
    null,
    0,
    '',
    'BlockSlotsError',
    Symbol.for('block-slots.error'),
    {},
    [],
    new Error('no'),
    { name: 'BlockSlotsError', code: 'not-found', applied: 'no' },
    Object.assign(new Error('no'), { code: 'not-found' }),
    () => full,
    structuredClone(full),
  ])('does not recognise %o', (value) => {
    expect(isBlockSlotsError(value)).toBe(false)
    expect(isBlockSlotsError(value, 'not-found')).toBe(false)
  })

  test('never throws, not even for values that throw when they are read', () => {
    for (const value of [hostile(), hostileObject(), revoked()]) {
      expect(isBlockSlotsError(value)).toBe(false)
      expect(isBlockSlotsError(value, 'not-found')).toBe(false)
    }
  })

  test('distinguishes every code', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length)
    for (const code of errorCodes) {
      const error = new BlockSlotsError({ ...fields, code })
      expect(errorCodes.filter((other) => isBlockSlotsError(error, other))).toEqual([code])
    }
  })
})
