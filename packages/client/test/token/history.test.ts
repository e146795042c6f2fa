import { describe, expect, test } from 'vitest'
import { tokenHistory } from '../../src/token/history.ts'
import { watchRejections } from '../support/server.ts'

watchRejections()

describe('tokenHistory', () => {
  test('keeps a replaced token for a day', () => {
    const history = tokenHistory()
    history.add('a', 0)
    history.add('a', 1000)
    history.add('b', 86_401_000)
    expect(history.values()).toEqual(['a', 'b'])
    history.add('b', 86_401_001)
    expect(history.values()).toEqual(['b'])
  })

  test('keeps the last sixteen of a source that never repeats a token', () => {
    const history = tokenHistory()
    for (let count = 1; count <= 1000; count++) expect(history.add(`t${count}`, 0)).toBe(count)
    expect(history.values()).toEqual(Array.from({ length: 16 }, (_, index) => `t${985 + index}`))
  })
})
