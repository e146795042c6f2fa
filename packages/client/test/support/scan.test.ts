import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { BlockSlotsError } from '../../src/index.ts'
import { leaksOf } from './scan.ts'

const secret = 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

const error = (fields: { message?: string; cause?: unknown; detail?: string } = {}): BlockSlotsError =>
  new BlockSlotsError({
    code: 'rejected',
    message: 'deleteEvent: 400',
    applied: 'no',
    retry: 'never',
    operation: 'deleteEvent',
    ...fields,
  })
const withProperty = (name: PropertyKey, descriptor: PropertyDescriptor): Error =>
  Object.defineProperty(error(), name, descriptor)

describe('the scanner finds a secret', () => {
  test.each<[string, unknown, string[]]>([
    [
      'in a message',
      error({ message: `no ${secret}` }),
      ['String', 'stack', 'json', 'inspect', 'clone', 'console', 'texts'],
    ],
    ['in a field', error({ detail: secret }), ['json', 'inspect', 'console', 'texts']],
    ['in a cause', error({ cause: new Error(secret) }), ['json', 'inspect', 'clone', 'console', 'texts']],
    [
      'two causes deep',
      error({ cause: new Error('1', { cause: new Error(secret) }) }),
      ['inspect', 'clone', 'console', 'texts'],
    ],
    [
      'in a stack',
      Object.assign(error(), { stack: secret }),
      ['stack', 'inspect', 'clone', 'console', 'texts'],
    ],
    ['in a property that is not enumerable', withProperty('hidden', { value: secret }), ['inspect', 'texts']],
    ['in the name of a property', withProperty(secret, { value: 1 }), ['inspect', 'names']],
    [
      'under a symbol',
      withProperty(Symbol('s'), { value: secret, enumerable: true }),
      ['inspect', 'console', 'texts'],
    ],
    [
      'in the name of a symbol',
      withProperty(Symbol(secret), { value: 1, enumerable: true }),
      ['inspect', 'console', 'names'],
    ],
    ['behind a getter', withProperty('got', { get: () => secret }), ['inspect', 'texts']],
    [
      'in headers',
      { headers: new Headers({ authorization: `Bearer ${secret}` }) },
      ['inspect', 'console', 'texts'],
    ],
    ['in a map', { map: new Map([['token', secret]]) }, ['inspect', 'clone', 'console', 'texts']],
    ['in a set', { set: new Set([secret]) }, ['inspect', 'clone', 'console', 'texts']],
    ['on a function', { api: Object.assign(() => {}, { token: secret }) }, ['inspect', 'console', 'texts']],
    ['in what a custom print shows', { [inspect.custom]: () => secret }, ['inspect', 'console']],
    ['in what JSON makes of it', { toJSON: () => ({ secret }) }, ['json', 'console']],
  ])('%s', (_, value, sinks) => {
    expect(leaksOf(value, secret)).toEqual(expect.arrayContaining(sinks))
    expect(leaksOf(value, 'pit-00000000-0000-0000-0000-000000000000')).toEqual([])
  })

  test.each<[string, string]>([
    ['in the clear', secret],
    ['cut at its start', secret.slice(-12)],
    ['cut at its end', secret.slice(0, 12)],
    ['cut at both ends', secret.slice(9, 21)],
    ['in percent', secret.replaceAll('-', '%2D')],
    ['as JSON within JSON', JSON.stringify({ text: secret.replaceAll('-', String.raw`\u002d`) })],
    ['with backslashes', secret.replaceAll('-', String.raw`\-`)],
    ['in base64', btoa(secret)],
    ['in base64, one letter later', btoa(`x${secret}`)],
    ['in base64, two letters later', btoa(`xx${secret}y`)],
    ['in base64 in the middle of other letters', `abc${btoa(secret)}`],
    ['in base64 for addresses', btoa(`~~${secret}`).replaceAll('/', '_')],
  ])('%s', (_, text) => {
    expect(leaksOf(new Error(text), secret)).toContain('String')
  })

  test('that is shorter than twelve characters as a whole only', () => {
    expect(leaksOf(new Error('say abc123XY'), 'abc123XY')).toContain('String')
    expect(leaksOf(new Error('say abc123X'), 'abc123XY')).toEqual([])
  })

  test('not where eleven characters are left', () => {
    expect(leaksOf(new Error(secret.slice(0, 11)), secret)).toEqual([])
  })
})
