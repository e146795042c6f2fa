import { describe, expect, test } from 'vitest'
import { controls } from '../support/diff.controls.ts'
import { playHistory } from '../support/diff.model.ts'

describe('random histories of sources, people, machines and losses', () => {
  test('2,000 keep every rule', () => {
    const failed: string[] = []
    for (let seed = 1; seed <= 2000; seed += 1)
      for (const breach of playHistory(seed).breaches) failed.push(`seed ${seed}: ${breach}`)
    expect(failed).toEqual([])
  })

  test.each(controls)('$name is found', ({ functions }) => {
    const breaches = Array.from({ length: 100 }, (_, seed) => playHistory(seed, functions).breaches.length)
    expect(breaches.filter((count) => count > 0)).not.toEqual([])
  })
})
