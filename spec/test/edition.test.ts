import { describe, expect, test } from 'vitest'
import type { Document } from 'yaml'
import { drift, type World } from '../tool/drift.ts'
import {
  calendars,
  calendarsV3,
  changesOf,
  copyRecord,
  documents,
  oauthV3,
  type Plant,
  published,
  publishedOauthV3,
  publishedV3,
  serving,
} from './publisher.ts'

const all = [...documents, calendarsV3, oauthV3]
const events = ['paths', '/calendars/events']

/** Everything that is published, with an edit of the calendars of version `v3`. */
function world(plant?: Plant, plantOauth?: Plant): Pick<World, 'reader'> {
  const pages = [...published(), publishedV3(plant), publishedOauthV3(plantOauth)]
  return { reader: serving(new Map(pages)) }
}

/** The change of `v3` as it is reported before there is a record of that file, and after. */
async function reported(plant: Plant): Promise<[before: string[], after: string[]]> {
  const recordedPath = copyRecord()
  const before = await drift([...all, '--json'], world(plant))
  await drift([...all, '--record'], { ...world(), recordedPath })
  const after = await drift([...all, '--json'], { ...world(plant), recordedPath })
  const news = (lines: string[]) => lines.filter((line) => !line.startsWith('known: '))
  return [news(changesOf(before)), news(changesOf(after))]
}

const rename =
  (from: string, to: string): Plant =>
  (document) => {
    const item = document.getIn(['paths', from])
    document.deleteIn(['paths', from])
    document.setIn(['paths', to], item)
  }

const plantedField = (document: Document) => {
  const schema = ['components', 'schemas', 'BlockedSlotSuccessfulResponseDto', 'properties', 'plantedField']
  document.setIn(schema, document.createNode({ type: 'string' }))
}

test('the files of v3 are known: the contract has that version', async () => {
  const { code, out } = await drift(all, world())
  expect([code, out]).toEqual([0, expect.stringMatching(/\n\nNothing new\.\n$/)])
  expect(out).toContain(': enum is 2021-04-15, v3, before 2021-04-15')
})

describe('a change of the calendars of v3 alone is found', () => {
  test('an operation that is gone', async () => {
    const line = 'contradicts: In calendars-v3.json: GET /calendars/events is gone; it was present'
    expect(await reported((document) => document.deleteIn(events))).toEqual([[line], [line]])
  })
  test('an operation under another path is renamed, not new', async () => {
    const line =
      'contradicts: In calendars-v3.json: GET /calendars/blocked-slots is now GET /calendars/block-slots'
    const plant = rename('/calendars/blocked-slots', '/calendars/block-slots')
    expect(await reported(plant)).toEqual([[line], [line]])
  })
  test('an operation under another path and id, which cannot be recognised, is gone and new', async () => {
    const plant: Plant = (document) => {
      rename('/calendars/blocked-slots', '/calendars/block-slots')(document)
      document.setIn(['paths', '/calendars/block-slots', 'get', 'operationId'], 'list-blocks')
    }
    const [before, after] = await reported(plant)
    expect(before).toEqual(after)
    expect(before).toEqual([
      'contradicts: In calendars-v3.json: GET /calendars/blocked-slots is gone; it was present',
      expect.stringMatching(/^news: In calendars-v3\.json: GET \/calendars\/block-slots is new: /),
    ])
  })
  test('a field, with its place', async () => {
    const [before, after] = await reported(plantedField)
    expect(before).toEqual(after)
    expect(before).toEqual([
      'news: In calendars-v3.json: The field plantedField in the answer 201 of POST /calendars/events/block-slots is new: optional, string',
      'news: In calendars-v3.json: The field plantedField in the answer 201 of PUT /calendars/events/block-slots/{eventId} is new: optional, string',
    ])
    const { code, out } = await drift(all, world(plantedField))
    expect(code).toBe(1)
    const place = '#/components/schemas/BlockedSlotSuccessfulResponseDto/properties/plantedField'
    expect(out).toContain(`${calendarsV3}${place}`)
    expect(out).not.toContain(`${calendars}#`)
  })
  test('another version of an operation', async () => {
    const plant: Plant = (document) =>
      document.setIn([...events, 'get', 'parameters', 0, 'schema', 'enum', 0], 'v4')
    const versions = 'The header parameter Version of GET /calendars/events: enum is'
    expect(await reported(plant)).toEqual([
      [`news: ${versions} 2021-04-15, v4, before 2021-04-15`],
      [`contradicts: ${versions} 2021-04-15, v4, before 2021-04-15, v3`],
    ])
  })
  test('and once recorded is no news, nor does it hide the same change in another file', async () => {
    const recordedPath = copyRecord()
    await drift([...all, '--record'], { ...world(plantedField), recordedPath })
    const { code, out } = await drift(all, { ...world(plantedField), recordedPath })
    expect([code, out]).toEqual([0, expect.stringMatching(/\n\nNothing new\.\n$/)])
    const pages = [...published(plantedField), publishedV3(plantedField), publishedOauthV3()]
    const both = await drift([...all, '--json'], { reader: serving(new Map(pages)), recordedPath })
    expect(changesOf(both)[0]).toBe(
      'news: The field plantedField in the answer 201 of POST /calendars/events/block-slots is new: optional, string',
    )
  })
})

describe('a change of the tokens of v3 alone is found', () => {
  const changes = async (plant: Plant) => changesOf(await drift([...all, '--json'], world(undefined, plant)))
  const news = async (plant: Plant) => (await changes(plant)).filter((line) => !line.startsWith('known: '))

  test('an operation that is gone, although the contract does not have it', async () => {
    expect(await news((document) => document.deleteIn(['paths', '/oauth/location-token']))).toEqual([
      'news: In oauth-v3.json: POST /oauth/location-token is gone; it was present',
    ])
  })
  test('an operation under another path', async () => {
    expect(await news(rename('/oauth/location-token', '/oauth/location/token'))).toEqual([
      'contradicts: In oauth-v3.json: POST /oauth/location-token is now POST /oauth/location/token',
    ])
  })
  test('a field of the answer', async () => {
    const fields = ['components', 'schemas', 'GetLocationAccessTokenV3SuccessfulResponseDto', 'properties']
    expect(await news((document) => document.deleteIn([...fields, 'expiresIn']))).toEqual([
      'news: In oauth-v3.json: The field expiresIn in the answer 200 of POST /oauth/location-token is gone; it was optional',
    ])
  })
  test('and not by the file of the contract’s version, which is compared with its own record', async () => {
    const { code, out } = await drift([oauthV3], world())
    expect([code, out]).toEqual([0, expect.stringContaining('None of these documents is about /oauth')])
  })
})

test('a file of v3 that was never recorded shows its renames the first time', async () => {
  const unrecorded = oauthV3.replace('oauth-v3', 'oauth-next')
  const [, page] = publishedOauthV3()
  const reader = serving(new Map([...published(), [unrecorded, page]]))
  const lines = changesOf(await drift([...documents, unrecorded, '--json'], { reader }))
  expect(lines).toContain(
    'contradicts: In oauth-next.json: POST /oauth/locationToken is now POST /oauth/location-token',
  )
  expect(lines.filter((line) => /: POST \/oauth\/location-?token is (gone|new)/i.test(line))).toEqual([])
})
