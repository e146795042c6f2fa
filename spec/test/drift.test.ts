import { describe, expect, test } from 'vitest'
import type { Document } from 'yaml'
import { run, reportedLines } from './publisher.ts'

const blockSlots = '/calendars/events/block-slots'
const schemas = ['components', 'schemas']
const properties = (name: string) => [...schemas, name, 'properties']
const put = (path: (string | number)[], value: unknown) => (document: Document) =>
  document.setIn(path, document.createNode(value))
const take = (path: (string | number)[]) => (document: Document) => {
  if (!document.deleteIn(path)) throw new Error(`Nothing at ${path.join('.')}`)
}
const createBody = properties('BlockSlotCreateRequestDTO')
const answer = properties('BlockedSlotSuccessfulResponseDto')

test('documents equal to the record are not reported', async () => {
  expect(await run()).toMatchObject({ code: 0, err: '' })
  expect((await run()).out).toMatch(/\n\nNothing new\.\n$/)
})

describe('an operation', () => {
  test('that is new and about blocks is news', async () => {
    const bulk = { operationId: 'bulk', responses: { 201: { description: 'Done' } } }
    expect(await reportedLines(put(['paths', `${blockSlots}/bulk`], { post: bulk }))).toEqual([
      `news: POST ${blockSlots}/bulk is new: operationId bulk, security none, response 201`,
    ])
  })
  test('that is unrelated is not reported', async () => {
    const one = { operationId: 'other', responses: {} }
    const plant = (document: Document) => {
      put(['paths', '/calendars/{calendarId}', 'delete'], one)(document)
      put(['paths', '/calendars/groups'], { get: one })(document)
      put(['paths', '/users/{userId}', 'put'], one)(document)
      put(['paths', '/users/search'], { get: one })(document)
      put(['paths', '/users/', 'post'], one)(document)
      put(['paths', '/calendars/', 'post'], one)(document)
      put(['paths', '/locations/{locationId}', 'put'], one)(document)
      put(['paths', '/locations/search'], { get: one })(document)
    }
    expect(await reportedLines(plant)).toEqual([])
  })
  test('that is gone contradicts the contract', async () => {
    expect(await reportedLines(take(['paths', '/calendars/events/{eventId}']))).toEqual([
      'contradicts: DELETE /calendars/events/{eventId} is gone; it was present',
    ])
  })
  test('that the contract leaves out may go', async () => {
    expect(await reportedLines(take(['paths', '/calendars/{calendarId}/free-slots']))).toEqual([
      'known: GET /calendars/{calendarId}/free-slots is gone; it was present',
    ])
  })
  test('with another path is found by its id, and what changed in it too', async () => {
    const plant = (document: Document) => {
      const item = document.getIn(['paths', blockSlots])
      document.deleteIn(['paths', blockSlots])
      document.setIn(['paths', '/blocks'], item)
      document.setIn(['paths', '/blocks', 'post', 'requestBody', 'required'], false)
    }
    expect(await reportedLines(plant)).toEqual([
      `contradicts: POST ${blockSlots} is now POST /blocks`,
      `news: The request of POST ${blockSlots} is optional, before required`,
    ])
  })
  test('with another name of a path parameter is news, and no more', async () => {
    const plant = (document: Document) => {
      const item = document.getIn(['paths', '/calendars/events/{eventId}'])
      document.deleteIn(['paths', '/calendars/events/{eventId}'])
      document.setIn(['paths', '/calendars/events/{id}'], item)
      const parameters = ['paths', '/calendars/events/{id}', 'delete', 'parameters']
      document.setIn([...parameters, 1, 'name'], 'id')
    }
    expect(await reportedLines(plant)).toEqual([
      'news: DELETE /calendars/events/{eventId} is now DELETE /calendars/events/{id}',
    ])
  })
  test('that is marked as deprecated is news', async () => {
    expect(await reportedLines(put(['paths', blockSlots, 'post', 'deprecated'], true))).toEqual([
      `news: POST ${blockSlots} is marked as deprecated`,
    ])
  })
  test('that is described in other words is news', async () => {
    const [line] = await reportedLines(
      put(['paths', blockSlots, 'post', 'description'], 'Idempotent\nfrom now on'),
    )
    expect(line).toBe(
      `news: POST ${blockSlots} is described in other words: "Idempotent from now on", before "Create block slot"`,
    )
  })
  test('with other scopes contradicts the contract', async () => {
    expect(
      await reportedLines(put(['paths', blockSlots, 'post', 'security', 0, 'bearer', 0], 'blocks.write')),
    ).toEqual([
      `contradicts: POST ${blockSlots}: security is http bearer blocks.write, before http bearer calendars/events.write`,
    ])
  })
})

describe('a field', () => {
  test('of an answer that is new is news', async () => {
    expect(await reportedLines(put([...answer, 'plantedField'], { type: 'string' }))).toEqual([
      `news: The field plantedField in the answer 201 of POST ${blockSlots} is new: optional, string`,
      `news: The field plantedField in the answer 201 of PUT ${blockSlots}/{eventId} is new: optional, string`,
    ])
  })
  test('of an answer that the contract has already is known', async () => {
    const [line, ...more] = await reportedLines(
      put([...properties('CalendarEventDTO'), 'deleted'], { type: 'boolean' }),
    )
    expect([line, more.length]).toEqual([
      'known: The field events[].deleted in the answer 200 of GET /calendars/blocked-slots is new: optional, boolean',
      2,
    ])
  })
  test('of a request that is new and optional is news, and required contradicts', async () => {
    expect(await reportedLines(put([...createBody, 'reason'], { type: 'string' }))).toEqual([
      `news: The field reason in the request of POST ${blockSlots} is new: optional, string`,
    ])
    const required = (document: Document) => {
      put([...createBody, 'reason'], { type: 'string' })(document)
      document.addIn([...schemas, 'BlockSlotCreateRequestDTO', 'required'], 'reason')
    }
    expect(await reportedLines(required)).toEqual([
      `contradicts: The field reason in the request of POST ${blockSlots} is new: required, string`,
    ])
  })
  test('of a request that is gone contradicts', async () => {
    expect(await reportedLines(take([...createBody, 'title']))).toEqual([
      `contradicts: The field title in the request of POST ${blockSlots} is gone; it was optional`,
    ])
  })
  test('of an answer that is gone contradicts where the contract promises it', async () => {
    const plant = (name: string) => (document: Document) => {
      const required = [...schemas, 'BlockedSlotSuccessfulResponseDto', 'required']
      const names: unknown = document.toJS().components.schemas.BlockedSlotSuccessfulResponseDto.required
      take([...answer, name])(document)
      put(required, Array.isArray(names) ? names.filter((one) => one !== name) : [])(document)
    }
    expect(await reportedLines(plant('title'))).toEqual([
      `contradicts: The field title in the answer 201 of POST ${blockSlots} is gone; it was required`,
      `contradicts: The field title in the answer 201 of PUT ${blockSlots}/{eventId} is gone; it was required`,
    ])
    const [line] = await reportedLines(plant('calendarId'))
    expect(line).toMatch(/^news: The field calendarId in the answer 201 of POST .* is gone/)
  })
  test('with another type contradicts, and with the type that the contract has is known', async () => {
    expect(await reportedLines(put([...answer, 'title', 'type'], 'integer'))).toContainEqual(
      `contradicts: The field title in the answer 201 of POST ${blockSlots}: type is integer, before string`,
    )
    expect(
      await reportedLines(put([...properties('CalendarEventDTO'), 'startTime', 'type'], 'string')),
    ).toEqual([
      'known: The field events[].startTime in the answer 200 of GET /calendars/blocked-slots: type is string, before object',
      'known: The field events[].startTime in the answer 200 of GET /calendars/events: type is string, before object',
      'known: The field event.startTime in the answer 200 of GET /calendars/events/appointments/{eventId}: type is string, before object',
    ])
  })
  test('that the contract leaves out may change', async () => {
    const lines = await reportedLines(put([...properties('CalendarDTO'), 'slotDuration', 'type'], 'string'))
    expect(lines).toEqual([
      expect.stringMatching(/^known: The field calendar\.slotDuration .*: type is string/),
      expect.stringMatching(/^known: The field calendars\[\]\.slotDuration .*: type is string/),
    ])
  })
  test('that the contract leaves out may be described and deprecated', async () => {
    const plant = (document: Document) => {
      put([...properties('CalendarDTO'), 'slotDuration', 'description'], 'Other words')(document)
      put([...properties('CalendarDTO'), 'slotInterval', 'deprecated'], true)(document)
    }
    const lines = await reportedLines(plant)
    expect(lines.map((line) => line.split(':')[0])).toEqual(['known', 'known', 'known', 'known'])
  })
  test('that is described in other words, or deprecated, is news', async () => {
    const plant = (document: Document) => {
      put([...createBody, 'calendarId', 'description'], 'Either')(document)
      put([...createBody, 'assignedUserId', 'deprecated'], true)(document)
    }
    const lines = await reportedLines(plant)
    expect(lines.toSorted()).toEqual([
      `news: The field assignedUserId in the request of POST ${blockSlots} is marked as deprecated`,
      expect.stringContaining('is described in other words: "Either", before "'),
    ])
  })
  test('that has to be sent from now on contradicts, where the contract does not ask for it', async () => {
    expect(
      await reportedLines((document) =>
        document.addIn([...schemas, 'BlockSlotCreateRequestDTO', 'required'], 'title'),
      ),
    ).toEqual([
      `contradicts: The field title in the request of POST ${blockSlots} is required, before optional`,
    ])
  })
  test('with an unclassified keyword is news', async () => {
    expect(await reportedLines(put([...createBody, 'title', 'not'], { const: '' }))).toEqual([
      `news: The field title in the request of POST ${blockSlots}: not is {"const":""}, before none`,
    ])
  })
})

describe('a query parameter', () => {
  const parameters = ['paths', '/calendars/blocked-slots', 'get', 'parameters']
  test('that is new', async () => {
    const limit = { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } }
    expect(await reportedLines((document) => document.addIn(parameters, document.createNode(limit)))).toEqual(
      ['news: The query parameter limit of GET /calendars/blocked-slots is new: optional, integer'],
    )
  })
  test('that has to be sent', async () => {
    expect(await reportedLines(put([...parameters, 2, 'required'], true))).toEqual([
      'contradicts: The query parameter userId of GET /calendars/blocked-slots is required, before optional',
    ])
  })
  test('that is gone', async () => {
    expect(await reportedLines(take([...parameters, 4]))).toEqual([
      'contradicts: The query parameter groupId of GET /calendars/blocked-slots is gone; it was optional',
    ])
  })
})

describe('a version', () => {
  const version = ['paths', blockSlots, 'post', 'parameters', 0, 'schema', 'enum']
  test('that the contract has is known', async () => {
    expect(await reportedLines(put(version, ['2021-04-15', 'v3']))).toEqual([
      `known: The header parameter Version of POST ${blockSlots}: enum is 2021-04-15, v3, before 2021-04-15`,
    ])
  })
  test('that is unknown is news', async () => {
    expect(await reportedLines(put(version, ['2021-04-15', '2027-01-01']))).toEqual([
      `news: The header parameter Version of POST ${blockSlots}: enum is 2021-04-15, 2027-01-01, before 2021-04-15`,
    ])
  })
  test('that is no longer published contradicts', async () => {
    expect(await reportedLines(put(version, ['v3']))).toEqual([
      `contradicts: The header parameter Version of POST ${blockSlots}: enum is v3, before 2021-04-15`,
    ])
  })
  test('of the document is news', async () => {
    expect(await reportedLines(put(['info', 'version'], '2.0'))).toEqual([
      'news: The document: info.version is 2.0, before 1.0',
    ])
  })
})
