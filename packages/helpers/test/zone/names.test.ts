import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listZoneNames } from '../../src/zone/name.ts'
import { namesFile, writeZoneNames } from '../../tool/zone-names.ts'

test('the names that editors complete are those of this runtime; `pnpm zone-names` writes them', () => {
  expect(readFileSync(namesFile, 'utf8')).toBe(writeZoneNames(listZoneNames()))
})

test('are written by region, and by themselves without one', () => {
  const text = writeZoneNames(['Asia/Kolkata', 'Asia/Tokyo', 'America/Argentina/Salta', 'UTC'])
  expect(text.split('\n').slice(2, -1)).toEqual([
    "  | `Asia/${'Kolkata' | 'Tokyo'}`",
    "  | `America/${'Argentina/Salta'}`",
    "  | 'UTC'",
  ])
})
