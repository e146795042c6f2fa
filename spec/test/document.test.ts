import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { at, below, type Fields, fields, list, operations, resolve } from '../tool/document.ts'
import { judge, refused, undescribed, unexampled } from '../tool/quality.ts'

const yaml = readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8')
const document = fields(parseDocument(yaml).toJS())

/** Our document with one thing planted, or taken out. */
function planted(path: (string | number)[], value?: unknown): Fields {
  const copy = parseDocument(yaml)
  if (value !== undefined) copy.setIn(path, copy.createNode(value))
  else if (!copy.deleteIn(path)) throw new Error(`Nothing at ${path.join('.')}`)
  return fields(copy.toJS())
}

const create = ['paths', '/calendars/events/block-slots', 'post']
const components = (...names: (string | number)[]) => ['components', ...names]
const pointer = (path: (string | number)[]) => path.reduce<string>(below, '')

describe('every operation, parameter, schema, property, body, response and header has a description', () => {
  test('here', () => {
    expect(undescribed(document)).toEqual([])
  })
  test.each([
    ['an operation', create],
    ['a body', [...create, 'requestBody']],
    ['a parameter', components('parameters', 'LocationId')],
    ['a schema', components('schemas', 'BlockSlot')],
    ['a property', components('schemas', 'BlockSlot', 'properties', 'title')],
    [
      'a property inside allOf',
      components('schemas', 'Appointment', 'allOf', 1, 'properties', 'appointmentStatus'),
    ],
    ['a response', components('responses', 'TooManyRequests')],
    ['a header', components('headers', 'Retry-After')],
  ])('%s without one is found', (_, path) => {
    expect(undescribed(planted([...path, 'description']))).toContain(pointer(path))
    expect(undescribed(planted([...path, 'description'], ' '))).toContain(pointer(path))
  })
  test('inline definitions are found too', () => {
    const parameter = { name: 'extra', in: 'query', schema: { type: 'object', properties: { deep: {} } } }
    const found = undescribed(planted([...create, 'parameters', 1], parameter))
    expect(found).toEqual([
      pointer([...create, 'parameters', 1]),
      pointer([...create, 'parameters', 1, 'schema', 'properties', 'deep']),
    ])
    const response = { content: { 'text/html': { schema: { type: 'string' } } } }
    expect(undescribed(planted([...create, 'responses', '418'], response))).toHaveLength(1)
  })
})

describe('every body, response, parameter and header has an example', () => {
  test('here', () => {
    expect(unexampled(document)).toEqual([])
  })
  test.each([
    ['a body', [...create, 'requestBody', 'content', 'application/json']],
    ['an answer', components('responses', 'BlockSlot', 'content', 'application/json')],
    ['one form of an error', components('responses', 'Forbidden', 'content', 'text/html')],
    ['a parameter', components('parameters', 'LocationId')],
  ])('%s without one is found', (_, path) => {
    expect(unexampled(planted([...path, 'examples']))).toEqual([pointer(path)])
    expect(unexampled(planted([...path, 'examples'], {}))).toEqual([pointer(path)])
  })
  test('a header without one is found', () => {
    const header = components('headers', 'Retry-After')
    expect(unexampled(planted([...header, 'schema', 'examples']))).toEqual([pointer(header)])
  })
})

describe('every example is valid', () => {
  test('here', () => {
    expect(refused(document)).toEqual([])
  })
  const answer = components(
    'responses',
    'BlockSlot',
    'content',
    'application/json',
    'examples',
    'forUser',
    'value',
  )
  const body = [...create, 'requestBody', 'content', 'application/json', 'examples', 'forUser', 'value']
  test.each<[title: string, path: (string | number)[], value: unknown]>([
    ['a field of another type', [...answer, 'title'], 1],
    ['a required field that is missing', [...answer, 'id'], undefined],
    ['a request with both owners', [...body, 'calendarId'], 'CVokAlI8fgw4WYWoCtQz'],
    ['a request without an owner', [...body, 'assignedUserId'], undefined],
    ['a day that does not exist', [...body, 'startTime'], '2021-02-30T03:30:00+05:30'],
    [
      'a parameter',
      components('parameters', 'StartTime', 'examples', 'start', 'value'),
      '2021-06-22T22:00:00Z',
    ],
    ['an example that is shared', components('examples', 'InvalidVersionSegment', 'value', 'message'), 400],
    ['an example in a schema', components('schemas', 'Id', 'examples', 0), ''],
    ['an example in a header', components('headers', 'X-RateLimit-Max', 'schema', 'examples', 0), 'many'],
  ])('%s is found', (_, path, value) => {
    expect(refused(planted(path, value))).not.toEqual([])
  })
})

describe('the schema of a create rejects what the service rejects', () => {
  const schema = pointer([...create, 'requestBody', 'content', 'application/json', 'schema'])
  const good = {
    calendarId: 'CVokAlI8fgw4WYWoCtQz',
    locationId: 'C2QujeCh8ZnC7al2InWR',
    title: 'Test Event',
    startTime: '2021-06-23T03:30:00+05:30',
    endTime: '2021-06-23T04:30:00+05:30',
  }
  const why = judge(document)

  test.each([
    ['the published sample with one owner', {}],
    ['no title', { title: undefined }],
    ['times in UTC with milliseconds', { startTime: '2021-06-22T22:00:00.000Z' }],
    ['a title in another script, with a tab', { title: 'Zauzeto\t休み' }],
  ])('%s is taken', (_, change) => {
    expect(why(schema, JSON.parse(JSON.stringify({ ...good, ...change })))).toBeUndefined()
  })
  test.each([
    ['both owners', { assignedUserId: '0007BWpSzSwfiuSl0tR2' }],
    ['no owner', { calendarId: undefined }],
    ['an owner without a name', { calendarId: '' }],
    ['no sub-account', { locationId: undefined }],
    ['no end', { endTime: undefined }],
    ['milliseconds', { startTime: 1624399200000 }],
    ['milliseconds as a string', { startTime: '1624399200000' }],
    ['a time without an offset', { startTime: '2021-06-23T03:30:00' }],
    ['a day without a time', { startTime: '2021-06-23' }],
    ['a title of two lines', { title: 'Test\nEvent' }],
    ['a field of appointments', { ignoreFreeSlotValidation: true }],
  ])('%s is refused', (_, change) => {
    expect(why(schema, JSON.parse(JSON.stringify({ ...good, ...change })))).toBeTypeOf('string')
  })
})

test.each(['CreateBlockSlot', 'UpdateBlockSlot'])(
  'each alternative of %s names the owner it forbids',
  (name) => {
    // The request is refused without that too, but only `false` makes generated types say `never`.
    const schemas = fields(at(document, '/components/schemas'))
    const forbidden = list(fields(schemas[name])['oneOf']).map((one) => {
      const { calendarId, assignedUserId } = fields(resolve(document, one)['properties'])
      return { calendarId: calendarId === false, assignedUserId: assignedUserId === false }
    })
    expect(forbidden).toEqual([
      { calendarId: false, assignedUserId: true },
      { calendarId: true, assignedUserId: false },
    ])
  },
)

/** The values of all examples below a place that has `content`. */
function examples(value: Fields): unknown[] {
  return Object.values(fields(value['content'])).flatMap((media) =>
    Object.values(fields(fields(media)['examples'])).map((example) => resolve(document, example)['value']),
  )
}

describe('the texts of the published samples and of the service appear verbatim', () => {
  const operation = fields(at(document, pointer(create)))
  const times = { startTime: '2021-06-23T03:30:00+05:30', endTime: '2021-06-23T04:30:00+05:30' }
  const request = { locationId: 'C2QujeCh8ZnC7al2InWR', title: 'Test Event', ...times }

  test('the request, once for each owner', () => {
    const samples = examples(fields(operation['requestBody']))
    expect(samples).toContainEqual({ calendarId: 'CVokAlI8fgw4WYWoCtQz', ...request })
    expect(samples).toContainEqual({ assignedUserId: '0007BWpSzSwfiuSl0tR2', ...request })
  })
  test.each(['200', '201'])('the answer, as %s', (status) => {
    expect(examples(resolve(document, fields(operation['responses'])[status]))).toContainEqual({
      id: '0TkCdp9PfvLeWKYRRvIz',
      locationId: 'C2QujeCh8ZnC7al2InWR',
      title: 'My event',
      ...times,
      calendarId: 'CVokAlI8fgw4WYWoCtQz',
      assignedUserId: '0007BWpSzSwfiuSl0tR2',
    })
  })
  test('the version that these operations are published for', () => {
    expect(at(document, '/components/schemas/ApiVersion/enum')).toContain('2021-04-15')
  })

  const messages = (status: string) =>
    operations(document)
      .flatMap((one) => examples(resolve(document, fields(one.fields['responses'])[status])))
      .flatMap((example) => [fields(example)['message'], ...list(fields(example)['message'])])
      .filter((message) => typeof message === 'string')
  test.each([
    ['400', 'The calendar is not an event calendar.'],
    ['400', 'already been deleted'],
    ['400', 'Invalid API version segment'],
    ['401', 'version header was not found.'],
    ['401', 'version header is invalid'],
    ['401', 'The token is not authorized for this scope.'],
    ['401', 'Invalid JWT'],
    ['401', 'Invalid Private Integration token'],
    ['401', "Token's user type mismatch!"],
    ['401', 'This route is not yet supported by the IAM Service.'],
    ['403', 'The token does not have access to this location.'],
    ['403', 'This authClass type is not allowed to access this scope.'],
    ['422', 'Either calendarId or assignedUserId must be present'],
    ['422', 'startTime must be a valid ISO 8601 date string'],
    ['422', 'endTime must be a valid ISO 8601 date string'],
    ['422', 'Title must be a valid text'],
    ['422', 'Either of userId, calendarId or groupId is required'],
    ['422', 'property limit should not exist'],
    ['500', '4 DEADLINE_EXCEEDED'],
    ['500', 'This route is not yet supported by the IAM Service'],
  ])('%s %s', (status, message) => {
    expect(messages(status)).toContainEqual(expect.stringContaining(message))
  })
})
