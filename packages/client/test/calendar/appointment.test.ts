import { startSandbox, type Sandbox, type SandboxState } from '@block-slots/sandbox'
import { describe, expect, test } from 'vitest'
import {
  blockCalendar,
  coveredAppointments,
  type Appointment,
  type BlockCalendarOptions,
} from '../../src/index.ts'
import { watchRejections } from '../support/server.ts'
import { answering, clientOf, echo, failure, json, verdictOf } from '../support/service.ts'
import { anna, ben, eventCalendar, free, locationId, plainClient, roundRobin } from '../support/calendar.ts'

watchRejections()

describe('appointments under the block', () => {
  const base = {
    locationId,
    title: 'Private matter',
    calendarId: roundRobin,
    contactId: 'contact-1',
    assignedUserId: anna,
  }
  /** Runs with a sandbox in which Anna has these appointments on the day of the block. */
  const withAppointments = async (
    rows: object[],
    run: (ownSandbox: Sandbox) => Promise<void>,
  ): Promise<void> => {
    const appointments = rows.map((row, at) => ({
      ...base,
      id: `appointment-${at + 1}`,
      startTime: '2021-06-24T10:00:00+05:30',
      endTime: '2021-06-24T11:00:00+05:30',
      ...row,
    })) satisfies SandboxState['appointments']
    const own = await startSandbox({ state: { appointments } })
    await run(own)
    await own.close()
  }
  const outcome = async (own: Sandbox, options?: BlockCalendarOptions) =>
    blockCalendar(plainClient(own.url, own.token), { calendarId: roundRobin, ...free }, options)

  test('reject the call by default, before a block is created', async () => {
    await withAppointments([{}, { assignedUserId: ben }], async (own) => {
      const error = await failure(outcome(own))
      expect(verdictOf(error)).toBe('rejected no never')
      expect(error.message).toBe('listEvents: the block would overlap 2 appointments; nothing was created.')
      expect(error.detail).toBe('appointment-1, appointment-2')
      expect(error.hint).toContain('onAppointments')
      expect(JSON.stringify(error)).not.toContain('Private')
      expect(own.audit.some(({ kind }) => kind === 'commit')).toBe(false)
    })
  })

  test('are returned by "report" without free text, each once, and the blocks are created', async () => {
    await withAppointments(
      [{ appointmentStatus: 'confirmed' }, { calendarId: 'other', assignedUserId: ben }],
      async (own) => {
        const { blocks, appointments } = await outcome(own, { onAppointments: 'report' })
        expect(blocks).toHaveLength(2)
        expect(appointments).toEqual([
          {
            id: 'appointment-1',
            calendarId: roundRobin,
            assignedUserId: anna,
            contactId: 'contact-1',
            appointmentStatus: 'confirmed',
            startTime: '2021-06-24T10:00:00+05:30',
            endTime: '2021-06-24T11:00:00+05:30',
          },
          {
            id: 'appointment-2',
            calendarId: 'other',
            assignedUserId: ben,
            contactId: 'contact-1',
            startTime: '2021-06-24T10:00:00+05:30',
            endTime: '2021-06-24T11:00:00+05:30',
          },
        ])
      },
    )
  })

  test('are not listed with "ignore"', async () => {
    await withAppointments([{}], async (own) => {
      const done = await outcome(own, { onAppointments: 'ignore' })
      expect(Object.keys(done)).toEqual(['calendar', 'blocks'])
      expect(own.audit).not.toContainEqual(expect.objectContaining({ operation: 'listEvents' }))
    })
  })

  test('are an empty list with "report" when there are none', async () => {
    await withAppointments([], async (own) => {
      expect((await outcome(own, { onAppointments: 'report' })).appointments).toEqual([])
    })
  })

  test('of an event calendar are listed by the calendar', async () => {
    await withAppointments([{ calendarId: eventCalendar }, {}], async (own) => {
      const call = blockCalendar(plainClient(own.url, own.token), { calendarId: eventCalendar, ...free })
      expect((await failure(call)).detail).toBe('appointment-1')
    })
  })

  test.each<[string, boolean, object]>([
    [
      'ends when the block starts',
      false,
      { startTime: '2021-06-24T08:00:00+05:30', endTime: '2021-06-24T03:30:00Z' },
    ],
    [
      'starts when the block ends',
      false,
      { startTime: '2021-06-24T11:30:00Z', endTime: '2021-06-24T12:30:00Z' },
    ],
    [
      'ends a millisecond later',
      true,
      { startTime: '2021-06-24T03:00:00Z', endTime: '2021-06-24T03:30:00.001Z' },
    ],
    [
      'starts a millisecond before',
      true,
      { startTime: '2021-06-24T11:29:59.999Z', endTime: '2021-06-24T12:00:00Z' },
    ],
    ['contains the block', true, { startTime: '2021-06-24T00:00:00Z', endTime: '2021-06-25T00:00:00Z' }],
    ['takes no time', true, { endTime: '2021-06-24T10:00:00+05:30' }],
    [
      'takes no time at the start',
      false,
      { startTime: '2021-06-24T03:30:00Z', endTime: '2021-06-24T03:30:00Z' },
    ],
    ['was cancelled', false, { appointmentStatus: 'cancelled' }],
    ['was cancelled in American spelling', false, { appointmentStatus: 'Canceled' }],
    ['was cancelled under the misspelt name', false, { appoinmentStatus: 'cancelled' }],
    ['did not show', true, { appointmentStatus: 'noshow' }],
    ['has no status', true, {}],
    [
      'has an offset without a colon',
      false,
      { startTime: '2021-06-24T01:00:00+0530', endTime: '2021-06-24T08:59:00+0530' },
    ],
    [
      'has times without an offset',
      true,
      { startTime: '2021-06-24 01:00:00', endTime: '2021-06-24 02:00:00' },
    ],
    ['has invalid times', true, { startTime: 'soon', endTime: 'later' }],
  ])('include one that %s: %s', async (_, counts, row) => {
    const appointment = {
      id: 'appointment-1',
      startTime: '2021-06-24T10:00:00+05:30',
      endTime: '2021-06-24T11:00:00+05:30',
      ...row,
    }
    const { fetch } = answering((request) => {
      if (request.url.includes('/calendars/events?')) return json(200, { events: [appointment] })
      if (request.url.includes('/calendars/blocked-slots?')) return json(200, { events: [] })
      const calendar = { id: 'x', locationId, calendarType: 'event' }
      return request.method === 'GET' ? json(200, { calendar }) : echo(request)
    })
    const call = blockCalendar(clientOf(fetch), { calendarId: 'x', ...free }, { onAppointments: 'report' })
    expect((await call).appointments).toHaveLength(counts ? 1 : 0)
  })
})

describe('the appointments under a block', () => {
  const appointment = (more: Partial<Appointment>): Appointment => ({
    id: 'a',
    title: 'Private matter',
    notes: 'Passcode 1234',
    startTime: '2021-06-24T10:00:00+05:30',
    endTime: '2021-06-24T11:00:00+05:30',
    ...more,
  })

  test('are found in a list by their times, in the order of the list', () => {
    const rows = [
      appointment({ id: 'later', startTime: '2021-06-24T16:00:00Z', endTime: '2021-06-24T17:00:00Z' }),
      appointment({ id: 'under' }),
      appointment({ id: 'cancelled', appointmentStatus: 'cancelled' }),
      appointment({ id: 'first', startTime: '2021-06-24T03:00:00Z', endTime: '2021-06-24T03:31:00Z' }),
    ]
    expect(coveredAppointments(rows, free).map(({ id }) => id)).toEqual(['under', 'first'])
    expect(coveredAppointments([], free)).toEqual([])
  })

  test('come without free text and without what the list does not say', () => {
    expect(coveredAppointments([appointment({ contactId: 'contact-1' })], free)).toEqual([
      {
        id: 'a',
        startTime: '2021-06-24T10:00:00+05:30',
        endTime: '2021-06-24T11:00:00+05:30',
        contactId: 'contact-1',
      },
    ])
  })
})
