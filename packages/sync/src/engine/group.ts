import { countSteps } from '../diff/count.ts'
import { refuseGroup } from '../diff/covered.ts'
import type { OwnerPlan } from '../store/store.ts'
import { stopOwner } from './stop.ts'
import type { Target } from './target.ts'

/**
 * Refuses for all members of a team what is refused for one, and stops all of them with one. A user may be in several teams, so
 * this goes on until nothing changes any more.
 */
export function refuseGroups(plans: readonly OwnerPlan[], targets: readonly Target[]): OwnerPlan[] {
  const byKey = new Map(plans.map((plan) => [plan.owner, plan]))
  const groups = new Map(
    targets.flatMap(({ groups: of }) => of.map((keys) => [keys.join(' '), keys] as const)),
  )
  let [before, left] = [-1, 0]
  while (left !== before) {
    before = left
    for (const keys of groups.values()) {
      const members = keys.flatMap((key) => byKey.get(key) ?? [])
      for (const member of alike(members)) byKey.set(member.owner, member)
    }
    left = countLeft(byKey.values())
  }
  return [...byKey.values()]
}

/** How much is left as it is; it only grows. */
function countLeft(plans: Iterable<OwnerPlan>): number {
  let [stopped, refused] = [0, 0]
  for (const { stop, counts } of plans) {
    if (stop !== undefined) stopped += 1
    refused += counts.refuse
  }
  // A stop replaces what is refused.
  return stopped * 1e9 + refused
}

/** The members of one team: all stopped, or with the same refusals. */
function alike(members: readonly OwnerPlan[]): readonly OwnerPlan[] {
  const first = members.find(({ stop }) => stop !== undefined)
  if (first?.stop !== undefined) {
    const { reason, message } = first.stop
    const stop = { reason, message: `${first.name}, a member of the same calendar: ${message}` }
    return members.map((member) => (member.stop === undefined ? stopOwner(member, stop) : member))
  }
  const refused = refuseGroup(members.map(({ steps }) => steps))
  return members.map((member, index) => {
    const steps = refused[index] ?? member.steps
    const { exists } = member.counts
    return { ...member, steps, counts: { ...countSteps(steps), exists } }
  })
}
