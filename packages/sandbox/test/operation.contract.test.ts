import { expect, inject, test } from 'vitest'
import { block, calendar, everything, location, open, search, slots, user } from './support/client.ts'

type Row = [
  what: string,
  method: string,
  path: string,
  body: unknown,
  prism: number,
  sandbox: number,
  why?: string,
]

declare module 'vitest' {
  // Only interfaces can be merged.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  export interface ProvidedContext {
    prismUrl: string
  }
}

const list = '/calendars/blocked-slots?'
const range = everything({ userId: user })
const ours = { ...block, calendarId: calendar }
const { title, ...untitled } = ours
const unplaced = { ...ours, locationId: undefined }
const onlyTypes = 'a document cannot know the type of a calendar'
const validator = 'a usual ISO 8601 check is laxer than RFC 3339'

/** `{id}` is replaced by the id of a block in the sandbox; Prism accepts any id. */
const rows: Row[] = [
  ['create on a calendar', 'POST', slots, ours, 200, 201, 'the success that is first in the contract'],
  ['create for a user', 'POST', slots, { ...block, assignedUserId: user }, 200, 201, 'the same'],
  ['create without a title', 'POST', slots, untitled, 200, 201, 'the same'],
  ['both owners', 'POST', slots, { ...ours, assignedUserId: user }, 422, 422],
  ['neither owner', 'POST', slots, block, 422, 422],
  ['an empty owner', 'POST', slots, { ...block, calendarId: '' }, 422, 422],
  ['a null owner beside a real one', 'POST', slots, { ...ours, assignedUserId: null }, 422, 422],
  ['epoch milliseconds', 'POST', slots, { ...ours, startTime: 1624399200000 }, 422, 422],
  ['epoch milliseconds as text', 'POST', slots, { ...ours, endTime: '1624402800000' }, 422, 422],
  ['no end', 'POST', slots, { ...ours, endTime: undefined }, 422, 422],
  ['a line break', 'POST', slots, { ...ours, title: 'a\r\nb' }, 422, 422],
  ['an unknown field', 'POST', slots, { ...ours, notes: 'x' }, 422, 422],
  ['no location', 'POST', slots, unplaced, 422, 422],
  [
    'a time without an offset',
    'POST',
    slots,
    { ...ours, startTime: '2021-06-23T03:30:00' },
    422,
    201,
    validator,
  ],
  ['a date', 'POST', slots, { ...ours, startTime: '2021-06-23' }, 422, 201, validator],
  [
    'a personal calendar',
    'POST',
    slots,
    { ...block, calendarId: 'PersonalCalendar0001' },
    200,
    400,
    onlyTypes,
  ],
  ['an end before the start', 'POST', slots, { ...ours, endTime: '2021-06-23T03:00:00+05:30' }, 200, 201],
  ['update', 'PUT', `${slots}/{id}`, ours, 200, 201],
  ['update without a location', 'PUT', `${slots}/{id}`, unplaced, 200, 201],
  [
    'update without a title',
    'PUT',
    `${slots}/{id}`,
    untitled,
    422,
    201,
    'the service takes it and loses the title',
  ],
  ['update without times', 'PUT', `${slots}/{id}`, { title, calendarId: calendar }, 422, 422],
  ['delete', 'DELETE', '/calendars/events/{id}', undefined, 200, 201],
  ['delete with an empty object', 'DELETE', '/calendars/events/{id}', {}, 200, 201],
  ['list', 'GET', list + search(range), undefined, 200, 200],
  [
    'list without an owner',
    'GET',
    list + search({ ...range, userId: '' }),
    undefined,
    200,
    422,
    'OpenAPI cannot say that one of three parameters is needed',
  ],
  [
    'list by ISO times',
    'GET',
    list + search({ ...range, startTime: block.startTime }),
    undefined,
    422,
    200,
    'an empty list is the reported danger',
  ],
  [
    'list with an unknown parameter',
    'GET',
    list + search({ ...range, limit: 5 }),
    undefined,
    200,
    422,
    'OpenAPI has no closed list of parameters',
  ],
  ['a calendar', 'GET', `/calendars/${calendar}`, undefined, 200, 200],
  ['calendars', 'GET', `/calendars/?${search({ locationId: location })}`, undefined, 200, 200],
  [
    'active calendars of a group',
    'GET',
    `/calendars/?${search({ locationId: location, groupId: 'nowhere', showDrafted: 'false' })}`,
    undefined,
    200,
    200,
  ],
  ['calendars of no location', 'GET', '/calendars/', undefined, 422, 422],
  ['a user', 'GET', `/users/${user}`, undefined, 200, 200],
  ['users', 'GET', `/users/?${search({ locationId: location })}`, undefined, 200, 200],
  ['users of no location', 'GET', '/users/', undefined, 422, 422],
  ['a location', 'GET', `/locations/${location}`, undefined, 200, 200],
  ['an appointment', 'GET', '/calendars/events/appointments/SeedAppointment00001', undefined, 200, 200],
  ['a block as an appointment', 'GET', '/calendars/events/appointments/{id}', undefined, 200, 200],
]

test.each(rows)('%s', async (_, method, path, body, prismStatus, sandboxStatus) => {
  const { send } = await open()
  const made = await send('POST', slots, { body: ours })
  const target = path.replace('{id}', String(made.body['id']))
  const response = await fetch(inject('prismUrl') + target, {
    method,
    headers: {
      Authorization: 'Bearer any',
      Version: /^\/(users|locations)\//.test(path) ? '2021-07-28' : '2021-04-15',
      'Content-Type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const ofSandbox = await send(method, target, body === undefined ? {} : { body })
  expect([response.status, ofSandbox.status]).toEqual([prismStatus, sandboxStatus])
})

test('the table explains each row that one rejects and the other accepts', () => {
  const silent = rows.filter(
    ([, , , , prism, sandbox, why]) => prism < 300 !== sandbox < 300 && why === undefined,
  )
  expect(silent).toEqual([])
})
