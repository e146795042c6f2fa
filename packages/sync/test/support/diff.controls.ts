import type { OwnerDiff } from '../../src/diff/diff.ts'
import type { Ledger } from '../../src/ledger.ts'
import { tested, type Tested } from './diff.machine.ts'

/** A mistake that the model has to find: how often it is played, and what is expected. */
export type Control = { readonly name: string; readonly functions: Tested }

/** Controls: in each of them one rule is left out. */
export const controls: readonly Control[] = [
  {
    name: 'without R1: blocks of others do not count',
    functions: {
      ...tested,
      diff: (input) =>
        tested.diff({ ...input, listed: input.listed.filter(({ id }) => input.ledger.has(id)) }),
      check: (step, index, ledger) => (step.action === 'create' ? 'send' : tested.check(step, index, ledger)),
    },
  },
  {
    name: 'without R2: every block is taken for one made here',
    functions: {
      ...tested,
      diff: (input) => {
        const others = input.listed.filter(({ id }) => !input.ledger.has(id))
        const taken = others.map(
          ({
            id,
            startTime,
            endTime,
            title = '',
          }): [string, { reasons: []; wanted: { startTime: string; endTime: string; title: string } }] => [
            id,
            { reasons: [], wanted: { startTime, endTime, title } },
          ],
        )
        return tested.diff({ ...input, ledger: new Map([...input.ledger, ...taken]) })
      },
      check: (step, index, ledger) => (step.action === 'create' ? tested.check(step, index, ledger) : 'send'),
    },
  },
  {
    name: 'without R4: what an interrupted run has made is not looked for',
    functions: {
      ...tested,
      adopt: () => [],
      check: (step, index, ledger) => (step.action === 'create' ? 'send' : tested.check(step, index, ledger)),
    },
  },
  {
    name: 'R5 with its own blocks first instead of the smallest id',
    functions: {
      ...tested,
      diff: (input) => {
        const name = (id: string): string => `${input.ledger.has(id) ? 0 : 1}${id}`
        const renamed = {
          ...input,
          listed: input.listed.map((row) => ({ ...row, id: name(row.id) })),
          ledger: new Map([...input.ledger].map(([id, entry]) => [name(id), entry])) as Ledger,
          unresolved: input.unresolved?.map((stored) => ({
            ...stored,
            step: 'id' in stored.step ? { ...stored.step, id: name(stored.step.id) } : stored.step,
          })),
        }
        return renameBack(tested.diff(renamed))
      },
    },
  },
  {
    name: 'without R6: every stop is allowed',
    functions: {
      ...tested,
      diff: (input) => {
        const found = tested.diff(input)
        return found.stop === undefined ? found : tested.diff({ ...input, allow: found.stop.count })
      },
    },
  },
]

function renameBack(found: OwnerDiff): OwnerDiff {
  return {
    ...found,
    steps: found.steps.map((step) => ('id' in step ? { ...step, id: step.id.slice(1) } : step)),
    ledger: found.ledger.map(({ id, entry }) => ({ id: id.slice(1), entry })),
  }
}
