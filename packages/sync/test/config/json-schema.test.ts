import { Ajv } from 'ajv'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createJsonSchema } from '../../src/config/json-schema.ts'
import { mistakesOf, valid } from '../support/config.ts'

const published = async (): Promise<object> =>
  JSON.parse(await readFile(new URL('../../schema.json', import.meta.url), 'utf8'))

test('the published JSON Schema is that of the sources; if not: pnpm --filter @block-slots/sync schema', async () => {
  expect(await published()).toEqual(createJsonSchema())
})

describe('the published JSON Schema', () => {
  test('accepts the valid configuration', async () => {
    const accepts = new Ajv().compile(await published())
    expect(accepts(parse(valid))).toBe(true)
  })

  const weekly = 'weekly: { days: [mo, tu], at: 12:00-13:00 }'
  test.each([
    ['version: 1', 'version: 2'],
    ['location:', 'locaton:'],
    ['location: C2QujeCh8ZnC7al2InWR', 'location: berlin mitte'],
    ['days: 120', 'days: 0'],
    ['from: today', 'from: tomorrow'],
    ['{ user: 0007BWpSzSwfiuSl0tR2 }', '{}'],
    ['{ user: 0007BWpSzSwfiuSl0tR2 }', '{ user: a, calendar: b }'],
    ['room:', 'all:'],
    ['room:', 'the/room:'],
    ['    for: anna\n', ''],
    [weekly, 'items: lunch'],
    [weekly, `${weekly}\n    days: [2026-12-24]`],
    [weekly, 'closed-outside: { friday: open }'],
    [weekly, 'closed-outside: { except: { 24.12.2026: closed } }'],
    ['12:00-13:00', '12-13'],
    ['mode: mirror', 'max-delete: 200%'],
    ['zone:', 'token: pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d\nzone:'],
  ])('rejects what the program rejects: %j as %j', async (from, to) => {
    const text = valid.replace(from, () => to)
    const accepts = new Ajv().compile(await published())
    expect(accepts(parse(text))).toBe(false)
    expect(await mistakesOf(text)).not.toEqual([])
  })
})
