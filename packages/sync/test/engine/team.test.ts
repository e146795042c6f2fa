import { expect, test } from 'vitest'
import { countSteps } from '../../src/diff/count.ts'
import { alignTeams } from '../../src/engine/team.ts'
import type { Step } from '../../src/step.ts'
import type { OwnerPlan } from '../../src/store/store.ts'
import { at } from '../support/world.ts'

const wanted = { ...at(3, 9), reasons: ['busy/1'] }
const create: Step = { action: 'create', wanted }
const over = [{ id: 'a', startTime: wanted.startTime, endTime: wanted.endTime }]
const refuse: Step = { action: 'refuse', wanted, over }

const planOf = (owner: string, step: Step): OwnerPlan => ({
  owner,
  name: owner,
  timeZone: 'UTC',
  readAt: 0,
  shown: 0,
  counts: countSteps([step]),
  steps: [step],
  ledger: [],
})

/** Ann is in the first team, Ben in both, Cat in the second. */
function plansOf(ann: OwnerPlan) {
  const plans = [ann, planOf('ben', create), planOf('cat', create)]
  const groups = [
    ['ben', 'cat'],
    ['ann', 'ben'],
  ]
  const resolvedOwners = plans.map(({ owner }) => ({
    owner: { locationId: 'x', userId: owner },
    key: owner,
    name: owner,
    timeZone: 'UTC',
    items: [],
    unreadable: new Set<string>(),
    groups: groups.filter((keys) => keys.includes(owner)),
  }))
  return alignTeams(plans, resolvedOwners)
}

test('what is refused for one is refused for the members of all teams that share a member with it', () => {
  const refused = plansOf(planOf('ann', refuse))
  expect(refused.map(({ counts }) => counts.refuse)).toEqual([1, 1, 1])
})

test('a stop of one stops the members of all teams that share a member with it', () => {
  const stop = { reason: 'max-delete', message: 'Too many.' } as const
  const stopped = plansOf({ ...planOf('ann', create), stop })
  expect(stopped.map((plan) => plan.stop?.reason)).toEqual(['max-delete', 'max-delete', 'max-delete'])
})
