import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  blockCalendar,
  BlockSlotsError,
  type BlockSlotsErrorFields,
  type CalendarClient,
  type CallOptions,
  type CreatedBlock,
} from '../../src/index.ts'
import { failure, verdictOf } from '../support/service.ts'
import { free, locationId } from '../support/calendar.ts'

/** An error of the client. */
function errorOf(fields: Partial<BlockSlotsErrorFields> = {}): BlockSlotsError {
  return new BlockSlotsError({
    code: 'rejected',
    message: 'createBlockSlot: 422 The user does not exist.',
    applied: 'no',
    retry: 'never',
    operation: 'createBlockSlot',
    ...fields,
  })
}

const unknownOutcome = {
  code: 'outcome-unknown',
  message: 'createBlockSlot: no response from the service',
  applied: 'unknown',
  retry: 'never',
  hint: 'The block may have been created.',
} as const

const reconcilable = (
  reconcile: (options?: CallOptions) => Promise<CreatedBlock | undefined>,
): BlockSlotsError => Object.assign(errorOf(unknownOutcome), { reconcile })

const createdFor = (assignedUserId: string, outcome: CreatedBlock['outcome'] = 'created'): CreatedBlock => ({
  id: `of-${assignedUserId}`,
  assignedUserId,
  ...free,
  title: 'Company day',
  outcome,
})

type Script = {
  /** Creates the block of a member: `a`, `b`, `c` in turn. */
  readonly ensure: (user: string, options: CallOptions) => CreatedBlock | Promise<CreatedBlock>
  readonly delete?: (id: string, options: CallOptions) => void | Promise<void>
}

/** A client with the team a, b and c, and a clock that only the script moves. */
function scripted(script: Script) {
  const deletes: { id: string; options: CallOptions | undefined }[] = []
  const time = { now: 0 }
  const client: CalendarClient = {
    calendar: async (id) => ({
      id,
      locationId,
      name: 'X',
      calendarType: 'round_robin',
      teamMembers: [{ userId: 'a' }, { userId: 'b' }, { userId: 'c' }],
    }),
    appointments: async () => [],
    ensure: async (block, options) => script.ensure(block.assignedUserId ?? '', options ?? {}),
    delete: async (id, options) => {
      deletes.push({ id, options })
      await script.delete?.(id, options ?? {})
      return { succeeded: true, alreadyDeleted: false }
    },
  }
  const clock = { now: () => time.now, sleep: async () => {} }
  return {
    deletes,
    time,
    call: (options: CallOptions = {}) =>
      blockCalendar(client, { calendarId: 'x', ...free }, { clock, ...options }),
  }
}

const throwing = (error: unknown): never => {
  throw error
}

describe('when the last of three blocks is rejected', () => {
  const ensure = (user: string): CreatedBlock =>
    user === 'c' ? throwing(errorOf({ status: 422, traceId: 't' })) : createdFor(user)

  test('the two before it are deleted, newest first', async () => {
    const { call, deletes } = scripted({ ensure })
    const error = await failure(call())
    expect(deletes.map(({ id }) => id)).toEqual(['of-b', 'of-a'])
    expect(verdictOf(error)).toBe('rejected no never')
    expect(error.message).toBe(
      'createBlockSlot: 422 The user does not exist. (This was block 3 of 3. Rolled back 2 of 2 earlier blocks.)',
    )
    expect(error).toMatchObject({ leftover: [], status: 422, traceId: 't', operation: 'createBlockSlot' })
  })

  test('blocks with a field named error are blocks all the same', async () => {
    const withError = (user: string): CreatedBlock => Object.assign(createdFor(user), { error: null })
    const { call, deletes } = scripted({ ensure: (user) => ensure(user) && withError(user) })
    expect(verdictOf(await failure(call()))).toBe('rejected no never')
    expect(deletes.map(({ id }) => id)).toEqual(['of-b', 'of-a'])
    const done = await scripted({ ensure: withError }).call()
    expect(done.blocks.map(({ id }) => id)).toEqual(['of-a', 'of-b', 'of-c'])
  })

  test('a block with a field named error that is found late is deleted as well', async () => {
    const found = Object.assign(createdFor('c', 'reconciled'), { error: 'none' })
    const late: (CreatedBlock | undefined)[] = [undefined, found]
    const { call, deletes } = scripted({
      ensure: (user) =>
        user === 'c'
          ? throwing(reconcilable(async () => late.shift() ?? throwing(errorOf())))
          : createdFor(user),
    })
    expect((await failure(call())).leftover).toEqual([])
    expect(deletes.map(({ id }) => id)).toEqual(['of-b', 'of-a', 'of-c'])
  })

  test('a block that cannot be deleted is reported, also in print', async () => {
    const { call } = scripted({
      ensure,
      delete: (id) =>
        id === 'of-b' ? throwing(errorOf({ operation: 'deleteEvent', code: 'forbidden' })) : undefined,
    })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('rejected yes never')
    expect(error.message).toContain('Rolled back 1 of 2 earlier blocks; 1 may remain.')
    expect(error.leftover).toEqual([{ id: 'of-b', assignedUserId: 'b', applied: 'yes' }])
    expect(error.hint).toContain('Call blockCalendar again')
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      leftover: [{ id: 'of-b', assignedUserId: 'b', applied: 'yes' }],
      cause: 'BlockSlotsError: createBlockSlot: 422 The user does not exist.',
    })
    expect(inspect(error)).toContain('of-b')
  })

  test.each<[string, unknown, 'yes' | 'unknown']>([
    ['that is rejected', errorOf({ operation: 'deleteEvent' }), 'yes'],
    ['that is not sent', errorOf({ operation: 'deleteEvent', code: 'not-sent' }), 'yes'],
    [
      'whose response is lost',
      errorOf({ operation: 'deleteEvent', code: 'outcome-unknown', applied: 'unknown' }),
      'unknown',
    ],
    [
      'that gets an HTML page',
      errorOf({ operation: 'deleteEvent', code: 'invalid-response', applied: 'yes' }),
      'unknown',
    ],
    ['of a block not found', errorOf({ operation: 'deleteEvent', code: 'not-found' }), 'unknown'],
    ['that fails with a TypeError', new TypeError('x'), 'unknown'],
    ['that throws undefined', undefined, 'unknown'],
  ])('a delete %s leaves its block', async (_, thrown, applied) => {
    const { call } = scripted({ ensure, delete: () => throwing(thrown) })
    const error = await failure(call())
    expect(error.applied).toBe(applied)
    expect(error.leftover).toEqual([
      { id: 'of-b', assignedUserId: 'b', applied },
      { id: 'of-a', assignedUserId: 'a', applied },
    ])
  })

  test('an existing block is kept, and a reconciled one is deleted', async () => {
    const outcomes: Record<string, CreatedBlock['outcome']> = { a: 'existing', b: 'reconciled' }
    const { call, deletes } = scripted({
      ensure: (user) => (user === 'c' ? ensure(user) : createdFor(user, outcomes[user])),
    })
    const error = await failure(call())
    expect(deletes.map(({ id }) => id)).toEqual(['of-b'])
    expect(error.message).toContain('Rolled back 1 of 1 earlier block.')
  })

  test('deletes ignore the signal and the deadline of the caller, and have bounds of their own', async () => {
    const controller = new AbortController()
    const { call, deletes, time } = scripted({
      ensure: (user) => {
        if (user !== 'c') return createdFor(user)
        controller.abort()
        time.now = 90_000
        return throwing(
          errorOf({ code: 'aborted', message: 'createBlockSlot: aborted by the caller', retry: 'now' }),
        )
      },
    })
    const error = await failure(call({ signal: controller.signal, timeoutMs: 60_000 }))
    expect(deletes).toEqual([
      { id: 'of-b', options: { timeoutMs: 15_000 } },
      { id: 'of-a', options: { timeoutMs: 15_000 } },
    ])
    expect(verdictOf(error)).toBe('aborted no now')
    expect(error.message).toBe(
      'createBlockSlot: aborted by the caller (This was block 3 of 3. Rolled back 2 of 2 earlier blocks.)',
    )
  })

  test('deletes that hang end after 32 seconds in total', async () => {
    const { call, deletes, time } = scripted({
      ensure,
      delete: (_, { timeoutMs = Infinity }) => {
        time.now += timeoutMs + 5_000
        throwing(errorOf({ operation: 'deleteEvent', code: 'deadline-exceeded', applied: 'unknown' }))
      },
    })
    const error = await failure(call())
    expect(deletes.map(({ options }) => options)).toEqual([{ timeoutMs: 15_000 }, { timeoutMs: 12_000 }])
    expect(time.now).toBe(37_000)
    expect(error.leftover).toHaveLength(2)
  })

  test('a delete without time left is not sent, and its block certainly remains', async () => {
    const { call, deletes, time } = scripted({
      ensure,
      delete: () => {
        time.now += 60_000
      },
    })
    const error = await failure(call())
    expect(deletes.map(({ id }) => id)).toEqual(['of-b'])
    expect(error.leftover).toEqual([{ id: 'of-a', assignedUserId: 'a', applied: 'yes' }])
  })
})

describe('when the outcome of the second of three blocks is unknown', () => {
  const ensure =
    (thrown: unknown) =>
    (user: string): CreatedBlock =>
      user === 'b' ? throwing(thrown) : createdFor(user)

  test('and the block is found, the call goes on', async () => {
    const { call, deletes } = scripted({
      ensure: ensure(reconcilable(async () => createdFor('b', 'reconciled'))),
    })
    expect((await call()).blocks.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['of-a', 'created'],
      ['of-b', 'reconciled'],
      ['of-c', 'created'],
    ])
    expect(deletes).toEqual([])
  })

  test('and the block was not created, nothing remains, and the code is unavailable', async () => {
    const { call, deletes } = scripted({ ensure: ensure(reconcilable(async () => undefined)) })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('unavailable no after')
    expect(error.hint).toBeUndefined()
    expect(error.leftover).toEqual([])
    expect(deletes.map(({ id }) => id)).toEqual(['of-a'])
  })

  test('and remains unknown, the block is reported as unknown', async () => {
    const { call } = scripted({ ensure: ensure(reconcilable(() => Promise.reject(errorOf()))) })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('outcome-unknown unknown after')
    expect(error.leftover).toEqual([{ assignedUserId: 'b', applied: 'unknown' }])
    expect(error.message).toBe(
      'createBlockSlot: no response from the service (This was block 2 of 3. Rolled back 1 of 1 earlier block; 1 may remain.)',
    )
  })

  test('because the caller aborted, it is reconciled all the same, and the block is deleted', async () => {
    const controller = new AbortController()
    const reconciledWith: (CallOptions | undefined)[] = []
    const error = reconcilable(async (options) => {
      reconciledWith.push(options)
      if (options?.signal?.aborted === true) throwing(errorOf({ code: 'aborted' }))
      return createdFor('b', 'reconciled')
    })
    const { call, deletes } = scripted({
      ensure: (user) => {
        if (user === 'b') controller.abort()
        return ensure(error)(user)
      },
    })
    const final = await failure(call({ signal: controller.signal }))
    expect(reconciledWith).toEqual([{ signal: controller.signal }, { timeoutMs: 31_000, signal: undefined }])
    expect(deletes.map(({ id }) => id)).toEqual(['of-a', 'of-b'])
    expect(final).toMatchObject({ applied: 'no', leftover: [] })
  })

  test('and the block is found later and cannot be deleted, its id is reported', async () => {
    let reconciles = 0
    const { call } = scripted({
      ensure: ensure(
        reconcilable(async () => {
          reconciles += 1
          return reconciles === 1 ? throwing(errorOf()) : createdFor('b', 'reconciled')
        }),
      ),
      delete: (id) => (id === 'of-b' ? throwing(errorOf({ operation: 'deleteEvent' })) : undefined),
    })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('unavailable yes after')
    expect(error.leftover).toEqual([{ id: 'of-b', assignedUserId: 'b', applied: 'yes' }])
  })

  test('and cannot be reconciled, the block is reported as unknown', async () => {
    const { call } = scripted({ ensure: ensure(errorOf(unknownOutcome)) })
    expect((await failure(call())).leftover).toEqual([{ assignedUserId: 'b', applied: 'unknown' }])
  })

  test('because another client threw something else, the block is reported as unknown', async () => {
    const { call } = scripted({ ensure: ensure(new TypeError('pit-1a2b3c4d-5e6f is not a function')) })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('outcome-unknown unknown after')
    expect(error.leftover).toEqual([{ assignedUserId: 'b', applied: 'unknown' }])
    expect(JSON.stringify(error)).not.toContain('1a2b3c4d')
  })

  test('except that it was created without an id, it certainly remains', async () => {
    const { call } = scripted({ ensure: ensure(errorOf({ code: 'invalid-response', applied: 'yes' })) })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('invalid-response yes after')
    expect(error.leftover).toEqual([{ assignedUserId: 'b', applied: 'yes' }])
  })
})

describe('the deadline', () => {
  test('is shared by all requests', async () => {
    const left: (number | undefined)[] = []
    const { call, time } = scripted({
      ensure: (user, { timeoutMs }) => {
        left.push(timeoutMs)
        time.now += 300.5
        return createdFor(user)
      },
    })
    await call({ timeoutMs: 1_000 })
    expect(left).toEqual([1_000, 700, 399])
  })

  test('that passes between two requests rolls back the created blocks', async () => {
    const { call, deletes, time } = scripted({
      ensure: (user) => {
        time.now += 600
        return createdFor(user)
      },
    })
    const error = await failure(call({ timeoutMs: 1_000 }))
    expect(verdictOf(error)).toBe('deadline-exceeded no now')
    expect(error.message).toBe(
      'createBlockSlot: no result within 1000 ms, before this request was sent (This was block 3 of 3. Rolled back 2 of 2 earlier blocks.)',
    )
    expect(deletes.map(({ id }) => id)).toEqual(['of-b', 'of-a'])
  })

  test('is that of the client by default', async () => {
    const seen: CallOptions[] = []
    const { call } = scripted({
      ensure: (user, options) => {
        seen.push(options)
        return createdFor(user)
      },
    })
    await call()
    expect(seen.every(({ timeoutMs }) => timeoutMs === undefined)).toBe(true)
  })
})
