import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { secret } from '../../src/token/secret.ts'
import { forced, hostileObject } from '../support/refusal.ts'
import { leaksOf } from '../support/scan.ts'
import { watchRejections } from '../support/server.ts'

watchRejections()

const pit = 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

describe('secret', () => {
  test('is not printed, and returned by reveal() only', () => {
    const hidden = secret(pit)
    expect(leaksOf(hidden, pit)).toEqual([])
    expect(
      leaksOf({ nested: [new Map([['token', hidden]])], error: new Error(String(hidden)) }, pit),
    ).toEqual([])
    expect([String(hidden), JSON.stringify({ hidden }), inspect(hidden)]).toEqual([
      '[secret]',
      '{"hidden":"[secret]"}',
      '[secret]',
    ])
    expect(inspect(hidden, { customInspect: false, showHidden: true, depth: null })).not.toContain('pit-')
    expect([Object.entries(hidden), structuredClone(hidden), { ...hidden }]).toEqual([[], {}, {}])
    expect(hidden.reveal()).toBe(pit)
    expect(Object.isFrozen(hidden)).toBe(true)
  })

  test('rejects a value that is not a string', () => {
    for (const value of [undefined, null, 7, {}, hostileObject()]) {
      expect(() => secret(forced(value))).toThrow('a secret must be a string')
    }
  })
})
