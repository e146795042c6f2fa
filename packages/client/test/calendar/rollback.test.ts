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

/** An error as the client makes it. */
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

const doubt = {
  code: 'outcome-unknown',
  message: 'createBlockSlot: no answer from the service',
  applied: 'unknown',
  retry: 'never',
  hint: 'The block may have been made.',
} as const

const doubtful = (resolve: (options?: CallOptions) => Promise<CreatedBlock | undefined>): BlockSlotsError =>
  Object.assign(errorOf(doubt), { reconcile: resolve })

const made = (assignedUserId: string, outcome: CreatedBlock['outcome'] = 'created'): CreatedBlock => ({
  id: `of-${assignedUserId}`,
  assignedUserId,
  ...free,
  title: 'Company day',
  outcome,
})

type Script = {
  /** What comes of the block of a member: `a`, `b`, `c` in turn. */
  readonly ensure: (user: string, options: CallOptions) => CreatedBlock | Promise<CreatedBlock>
  readonly delete?: (id: string, options: CallOptions) => void | Promise<void>
}

/** A client whose team is a, b and c, and a clock that only the script moves. */
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

describe('when the last of three is refused', () => {
  const ensure = (user: string): CreatedBlock =>
    user === 'c' ? throwing(errorOf({ status: 422, traceId: 't' })) : made(user)

  test('the two before are deleted, the newest first', async () => {
    const { call, deletes } = scripted({ ensure })
    const error = await failure(call())
    expect(deletes.map(({ id }) => id)).toEqual(['of-b', 'of-a'])
    expect(verdictOf(error)).toBe('rejected no never')
    expect(error.message).toBe(
      'createBlockSlot: 422 The user does not exist. (This was block 3 of 3. Rolled back 2 of 2 earlier blocks.)',
    )
    expect(error).toMatchObject({ leftover: [], status: 422, traceId: 't', operation: 'createBlockSlot' })
  })

  test('and one cannot be deleted, it is told, also in print', async () => {
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
    ['refused', errorOf({ operation: 'deleteEvent' }), 'yes'],
    ['never sent', errorOf({ operation: 'deleteEvent', code: 'not-sent' }), 'yes'],
    ['lost', errorOf({ operation: 'deleteEvent', code: 'outcome-unknown', applied: 'unknown' }), 'unknown'],
    [
      'answered by a page',
      errorOf({ operation: 'deleteEvent', code: 'invalid-response', applied: 'yes' }),
      'unknown',
    ],
    ['of a block not found', errorOf({ operation: 'deleteEvent', code: 'not-found' }), 'unknown'],
    ['that fails like nothing known', new TypeError('x'), 'unknown'],
    ['that fails with nothing', undefined, 'unknown'],
  ])('a delete %s leaves a block behind', async (_, thrown, applied) => {
    const { call } = scripted({ ensure, delete: () => throwing(thrown) })
    const error = await failure(call())
    expect(error.applied).toBe(applied)
    expect(error.leftover).toEqual([
      { id: 'of-b', assignedUserId: 'b', applied },
      { id: 'of-a', assignedUserId: 'a', applied },
    ])
  })

  test('what was there before is left alone, and what was made and found again is not', async () => {
    const vias: Record<string, CreatedBlock['outcome']> = { a: 'existing', b: 'reconciled' }
    const { call, deletes } = scripted({
      ensure: (user) => (user === 'c' ? ensure(user) : made(user, vias[user])),
    })
    const error = await failure(call())
    expect(deletes.map(({ id }) => id)).toEqual(['of-b'])
    expect(error.message).toContain('Rolled back 1 of 1 earlier block.')
  })

  test('deleting heeds neither the signal nor the deadline of the caller, but has bounds of its own', async () => {
    const controller = new AbortController()
    const { call, deletes, time } = scripted({
      ensure: (user) => {
        if (user !== 'c') return made(user)
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

  test('deletes that hang end after 32 seconds together', async () => {
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

  test('a delete for which no time is left is not tried, and its block certainly leftover', async () => {
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

describe('when the outcome of the second of three is unknown', () => {
  const ensure =
    (thrown: unknown) =>
    (user: string): CreatedBlock =>
      user === 'b' ? throwing(thrown) : made(user)

  test('and it is found out that the block is there, the call goes on', async () => {
    const { call, deletes } = scripted({ ensure: ensure(doubtful(async () => made('b', 'reconciled'))) })
    expect((await call()).blocks.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['of-a', 'created'],
      ['of-b', 'reconciled'],
      ['of-c', 'created'],
    ])
    expect(deletes).toEqual([])
  })

  test('and it is found out that it is not there, nothing is, and the code no longer says unknown', async () => {
    const { call, deletes } = scripted({ ensure: ensure(doubtful(async () => undefined)) })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('unavailable no after')
    expect(error.hint).toBeUndefined()
    expect(error.leftover).toEqual([])
    expect(deletes.map(({ id }) => id)).toEqual(['of-a'])
  })

  test('and stays so, it is told as in doubt', async () => {
    const { call } = scripted({ ensure: ensure(doubtful(() => Promise.reject(errorOf()))) })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('outcome-unknown unknown after')
    expect(error.leftover).toEqual([{ assignedUserId: 'b', applied: 'unknown' }])
    expect(error.message).toBe(
      'createBlockSlot: no answer from the service (This was block 2 of 3. Rolled back 1 of 1 earlier block; 1 may remain.)',
    )
  })

  test('because the caller gave up, it is found out all the same, and the block is deleted', async () => {
    const controller = new AbortController()
    const asked: (CallOptions | undefined)[] = []
    const error = doubtful(async (options) => {
      asked.push(options)
      if (options?.signal?.aborted === true) throwing(errorOf({ code: 'aborted' }))
      return made('b', 'reconciled')
    })
    const { call, deletes } = scripted({
      ensure: (user) => {
        if (user === 'b') controller.abort()
        return ensure(error)(user)
      },
    })
    const told = await failure(call({ signal: controller.signal }))
    expect(asked).toEqual([{ signal: controller.signal }, { timeoutMs: 31_000, signal: undefined }])
    expect(deletes.map(({ id }) => id)).toEqual(['of-a', 'of-b'])
    expect(told).toMatchObject({ applied: 'no', leftover: [] })
  })

  test('and it is found only when it cannot be deleted, its id is told', async () => {
    let asked = 0
    const { call } = scripted({
      ensure: ensure(
        doubtful(async () => {
          asked += 1
          return asked === 1 ? throwing(errorOf()) : made('b', 'reconciled')
        }),
      ),
      delete: (id) => (id === 'of-b' ? throwing(errorOf({ operation: 'deleteEvent' })) : undefined),
    })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('unavailable yes after')
    expect(error.leftover).toEqual([{ id: 'of-b', assignedUserId: 'b', applied: 'yes' }])
  })

  test('and cannot be found out by anybody, it is told as in doubt', async () => {
    const { call } = scripted({ ensure: ensure(errorOf(doubt)) })
    expect((await failure(call())).leftover).toEqual([{ assignedUserId: 'b', applied: 'unknown' }])
  })

  test('because a client of somebody else threw something else, it is told as in doubt', async () => {
    const { call } = scripted({ ensure: ensure(new TypeError('pit-1a2b3c4d-5e6f is not a function')) })
    const error = await failure(call())
    expect(verdictOf(error)).toBe('outcome-unknown unknown after')
    expect(error.leftover).toEqual([{ assignedUserId: 'b', applied: 'unknown' }])
    expect(JSON.stringify(error)).not.toContain('1a2b3c4d')
  })

  test('and known to be made without an id, it certainly leftover', async () => {
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
        return made(user)
      },
    })
    await call({ timeoutMs: 1_000 })
    expect(left).toEqual([1_000, 700, 399])
  })

  test('that passes between two requests takes back what was made', async () => {
    const { call, deletes, time } = scripted({
      ensure: (user) => {
        time.now += 600
        return made(user)
      },
    })
    const error = await failure(call({ timeoutMs: 1_000 }))
    expect(verdictOf(error)).toBe('deadline-exceeded no now')
    expect(error.message).toBe(
      'createBlockSlot: no result within 1000 ms, before this request was sent (This was block 3 of 3. Rolled back 2 of 2 earlier blocks.)',
    )
    expect(deletes.map(({ id }) => id)).toEqual(['of-b', 'of-a'])
  })

  test('is that of the client where none is given', async () => {
    const seen: CallOptions[] = []
    const { call } = scripted({
      ensure: (user, options) => {
        seen.push(options)
        return made(user)
      },
    })
    await call()
    expect(seen.every(({ timeoutMs }) => timeoutMs === undefined)).toBe(true)
  })
})
