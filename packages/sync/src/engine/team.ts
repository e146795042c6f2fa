import { countSteps } from '../diff/count.ts'
import { refuseForTeam } from '../diff/covered.ts'
import type { OwnerPlan } from '../store/store.ts'
import { stopOwner } from './stop.ts'
import type { ResolvedOwner } from './resolve-owners.ts'

/**
 * Gives all members of a team the same blocks: refuses for all of them the blocks that are refused for one, and stops all of them
 * with one. A user may be in several teams, so this is repeated until nothing changes.
 */
export function alignTeams(
  plans: readonly OwnerPlan[],
  resolvedOwners: readonly ResolvedOwner[],
): OwnerPlan[] {
  const byKey = new Map(plans.map((plan) => [plan.owner, plan]))
  const teams = new Map(
    resolvedOwners.flatMap(({ groups }) => groups.map((keys) => [keys.join(' '), keys] as const)),
  )
  let [before, count] = [-1, 0]
  while (count !== before) {
    before = count
    for (const keys of teams.values()) {
      const members = keys.flatMap((key) => byKey.get(key) ?? [])
      for (const member of alignMembers(members)) byKey.set(member.owner, member)
    }
    count = countLeftOut(byKey.values())
  }
  return [...byKey.values()]
}

/** Counts stopped owners and refused blocks. The number can only grow. */
function countLeftOut(plans: Iterable<OwnerPlan>): number {
  let [stopped, refused] = [0, 0]
  for (const { stop, counts } of plans) {
    if (stop !== undefined) stopped += 1
    refused += counts.refuse
  }
  // A stop replaces the refused blocks of its owner.
  return stopped * 1e9 + refused
}

/** Returns the members of one team: all stopped, or all with the same refused blocks. */
function alignMembers(members: readonly OwnerPlan[]): readonly OwnerPlan[] {
  const first = members.find(({ stop }) => stop !== undefined)
  if (first?.stop !== undefined) {
    const { reason, message } = first.stop
    const stop = { reason, message: `${first.name}, a member of the same calendar: ${message}` }
    return members.map((member) => (member.stop === undefined ? stopOwner(member, stop) : member))
  }
  const refused = refuseForTeam(members.map(({ steps }) => steps))
  return members.map((member, index) => {
    const steps = refused[index] ?? member.steps
    const { exists } = member.counts
    return { ...member, steps, counts: { ...countSteps(steps), exists } }
  })
}
