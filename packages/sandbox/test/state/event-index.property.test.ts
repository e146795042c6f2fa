import { array, assert, boolean, constantFrom, integer, oneof, option, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { seedState } from '../../src/index.ts'
import type { EventQuery } from '../../src/state/event-index.ts'
import type { SandboxBlock } from '../../src/state/state.ts'
import { commit, createStore, findEvents } from '../../src/state/store.ts'

const minute = 60_000
const origin = Date.UTC(2026, 0, 1)
const calendars = ['c1', 'c2', 'c3']
const users = ['u1', 'u2']
const locations = ['here', 'elsewhere']

/** Minutes around the origin, near powers of two among them, where one length of spans becomes another. */
const offset = oneof(
  integer({ min: -200, max: 200 }),
  constantFrom(-1024, -256, 255, 256, 257, 1024, 600_000),
)
const length = oneof(integer({ min: -20, max: 200 }), constantFrom(0, 1, 63, 64, 65, 1440, 525_600))
const owner = record({
  calendarId: option(constantFrom(...calendars), { nil: undefined }),
  assignedUserId: option(constantFrom(...users), { nil: undefined }),
})
const times = record({ start: offset, lasts: length, isInvalid: integer({ min: 0, max: 19 }) })
const step = record({
  id: integer({ min: 0, max: 9 }),
  isDelete: boolean(),
  owner,
  times,
  locationId: constantFrom(...locations),
  passes: integer({ min: 0, max: 3 }),
})
const query = record({
  locationId: constantFrom(...locations),
  owner: constantFrom('u1', 'u2', 'c1', 'c2', 'c1 c3', 'c1 u1', 'none'),
  from: offset,
  lasts: oneof(length, constantFrom(2_000_000)),
  includeDeleted: boolean(),
  before: option(integer({ min: 0, max: 6 }), { nil: undefined }),
})

const write = (minutes: number): string => new Date(origin + minutes * minute).toISOString()

/** The rule of a list, without an index. */
function plainFilter(events: readonly SandboxBlock[], wanted: EventQuery): SandboxBlock[] {
  return events.filter((event) => {
    const isOfUser = wanted.userId === undefined || event.assignedUserId === wanted.userId
    const isOfCalendar =
      wanted.calendarIds === undefined || [...wanted.calendarIds].some((id) => id === event.calendarId)
    const isNow = Date.parse(event.startTime) < wanted.to && Date.parse(event.endTime) > wanted.from
    const isThere = wanted.includeDeleted || event.deleted !== true
    return event.locationId === wanted.locationId && isOfUser && isOfCalendar && isNow && isThere
  })
}

test('a list by the index is the plain filter of all events, at any time', () => {
  assert(
    property(
      array(step, { maxLength: 40 }),
      array(query, { minLength: 1, maxLength: 12 }),
      (steps, queries) => {
        const store = createStore({ ...seedState(), blocks: [], appointments: [] })
        /** All events in the order of their creation, at each time. */
        const model = new Map<string, SandboxBlock>()
        const snapshots: { readonly at: number; readonly events: readonly SandboxBlock[] }[] = []
        let at = 100
        for (const {
          id: number,
          isDelete,
          owner: ids,
          times: { start, lasts, isInvalid },
          ...rest
        } of steps) {
          at += rest.passes
          const id = `event-${number}`
          const known = model.get(id)
          const event = {
            id,
            title: '',
            locationId: rest.locationId,
            startTime: isInvalid === 0 ? 'never' : write(start),
            endTime: isInvalid === 1 ? 'never' : write(start + lasts),
            ...(ids.calendarId === undefined ? {} : { calendarId: ids.calendarId }),
            ...(ids.assignedUserId === undefined ? {} : { assignedUserId: ids.assignedUserId }),
          }
          const isDeleted = isDelete && known !== undefined
          const change = isDeleted ? 'deleted' : known === undefined ? 'created' : 'updated'
          commit(store, { change, of: 'block', event: isDeleted ? known : event }, at)
          model.set(id, isDeleted ? { ...known, deleted: true } : event)
          snapshots.push({ at, events: [...model.values()] })
        }
        for (const { owner: owners, from, lasts, before, ...rest } of queries) {
          const ids = owners === 'none' ? [] : owners.split(' ')
          const calendarIds = ids.filter((id) => id.startsWith('c'))
          const userId = ids.find((id) => id.startsWith('u'))
          const wanted = {
            ...rest,
            ...(calendarIds.length > 0 || owners === 'none' ? { calendarIds: new Set(calendarIds) } : {}),
            ...(userId === undefined ? {} : { userId }),
            from: origin + from * minute,
            to: origin + (from + lasts) * minute,
          }
          const asOf = before === undefined ? undefined : at - before
          const then =
            asOf === undefined ? snapshots.at(-1) : snapshots.filter((each) => each.at <= asOf).at(-1)
          expect(findEvents(store, 'blocks', wanted, asOf)).toEqual(plainFilter(then?.events ?? [], wanted))
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('the events of the initial state are listed as well', () => {
  const appointment = seedState().appointments[0]
  const store = createStore(seedState())
  const wanted = {
    locationId: appointment?.locationId ?? '',
    userId: appointment?.assignedUserId ?? '',
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    includeDeleted: false,
  }
  expect(findEvents(store, 'appointments', wanted)).toEqual([appointment])
  expect(findEvents(store, 'blocks', wanted)).toEqual([])
})
