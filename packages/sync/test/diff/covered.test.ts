import { describe, expect, test } from 'vitest'
import { coveredAppointments, type Appointment } from '@block-slots/client'
import { checkCovered, refuseForTeam } from '../../src/diff/covered.ts'
import type { Step } from '../../src/step.ts'
import { at, want } from '../support/diff.examples.ts'
import { hour, seededRandom } from '../support/diff.calendar.ts'

const create = (start: number): Step => ({ action: 'create', wanted: want(at(start), `s/${start}`) })
const appointment = (id: string, start: number, end = start + 1): Appointment => ({
  id,
  startTime: hour(start),
  endTime: hour(end),
})
const refuse = { onAppointments: 'refuse' } as const

describe('checkCovered', () => {
  test('refuses what would lie over an appointment, and names it', () => {
    const steps = checkCovered([create(1), create(2)], [appointment('a', 2)], refuse)
    expect(steps).toMatchObject([{ action: 'create' }, { action: 'refuse', over: [{ id: 'a' }] }])
  })

  test('names the appointments where the rules report them', () => {
    const steps = checkCovered([create(1), create(2)], [appointment('a', 2)], { onAppointments: 'report' })
    expect(steps).toMatchObject([{ action: 'create' }, { action: 'create', over: [{ id: 'a' }] }])
  })
  test('does nothing where the rules ignore them', () => {
    const steps = [create(1), create(2)]
    expect(checkCovered(steps, [appointment('a', 2)], { onAppointments: 'ignore' })).toEqual(steps)
  })

  test('refuses an update for an appointment that it did not lie over before', () => {
    const update = (start: number, was: number): Step => ({
      action: 'update',
      id: 'x',
      wanted: want(at(start, 'Tea'), 's/1'),
      was: at(was),
      by: 'source',
    })
    const appointments = [appointment('a', 2)]
    expect(checkCovered([update(2, 1), update(2, 2), update(1, 2)], appointments, refuse)).toMatchObject([
      { action: 'refuse' },
      { action: 'update' },
      { action: 'update' },
    ])
  })

  test('leaves other steps alone', () => {
    const exists: Step = { action: 'exists', id: 'x', wanted: want(at(2), 's/1'), owned: true }
    expect(checkCovered([exists], [appointment('a', 2)], refuse)).toEqual([exists])
  })

  test('an appointment whose time has no offset counts for every block', () => {
    const odd = { ...appointment('a', 50), startTime: '2026-12-03T02:00:00' }
    expect(checkCovered([create(2)], [odd], refuse)).toMatchObject([{ action: 'refuse' }])
  })

  test('finds the same appointments as a comparison with each', () => {
    const random = seededRandom(7)
    const start = (): number => Math.floor(random() * 60)
    for (let round = 0; round < 200; round += 1) {
      const appointments = Array.from({ length: 12 }, (_, index) => {
        const from = start()
        return appointment(`a${index}`, from, from + Math.ceil(random() * 9))
      })
      const step = create(start())
      const over = 'wanted' in step && step.wanted ? coveredAppointments(appointments, step.wanted) : []
      const [found] = checkCovered([step], appointments, refuse)
      const ids = found?.action === 'refuse' ? found.over.map(({ id }) => id) : []
      expect(new Set(ids)).toEqual(new Set(over.map(({ id }) => id)))
    }
  })
})

describe('refuseForTeam', () => {
  test('refuses for all members what is refused for one', () => {
    const refused = checkCovered([create(1), create(2)], [appointment('a', 2)], refuse)
    const exists: Step = { action: 'exists', id: 'x', wanted: want(at(2), 's/2'), owned: true }
    const [first, second, third] = refuseForTeam([refused, [create(1), create(2)], [exists]])
    expect(first).toEqual(refused)
    expect(second).toMatchObject([{ action: 'create' }, { action: 'refuse', over: [{ id: 'a' }] }])
    expect(third).toEqual([exists])
  })

  test('names the appointments of all members', () => {
    const one = checkCovered([create(2)], [appointment('a', 2)], refuse)
    const other = checkCovered([create(2)], [appointment('b', 2)], refuse)
    for (const steps of refuseForTeam([one, other]))
      expect(steps).toMatchObject([{ over: [{ id: 'a' }, { id: 'b' }] }])
  })

  test('changes nothing when nothing is refused', () => {
    const members = [[create(1)], [create(2)]]
    expect(refuseForTeam(members)).toBe(members)
  })
})
