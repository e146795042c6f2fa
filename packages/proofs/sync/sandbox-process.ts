import { startSandbox, type AuditEntry } from '@block-slots/sandbox'
import { faultsOf } from './faults.ts'
import { judge, sumOf, writesSince, type Judgement } from './judge.ts'
import { allStrangers, stateOf, wantedKeys, type Round, type World } from './world.ts'

// A sandbox in a process of its own, for worlds that are too large to share one with their judge.

/** What the process is asked, and what it answers. */
export type Question =
  | { readonly ask: 'start'; readonly world: World; readonly quota: number }
  | { readonly ask: 'faults'; readonly share: number }
  | { readonly ask: 'writes' }
  | { readonly ask: 'judge'; readonly round: Round }
export type Answer =
  | { readonly answer: 'url'; readonly url: string }
  | { readonly answer: 'done' }
  /** What was committed and requested since the start. */
  | {
      readonly answer: 'writes'
      readonly writes: number
      readonly requests: number
    }
  | { readonly answer: 'judgement'; readonly judgement: Judgement }

/** A log of millions of entries would be most of the memory: they are counted, and dropped. */
const maxEntries = 200_000

const state: { sandbox?: Awaited<ReturnType<typeof startSandbox>>; world?: World; now: number } = { now: 0 }
let [writes, requests] = [0, 0]

function count(): void {
  const audit = state.sandbox?.audit ?? []
  writes += sumOf(writesSince(audit, 0))
  requests = audit.at(-1)?.request ?? requests
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- It grows in place, and nothing else reads it here.
  ;(audit as AuditEntry[]).length = 0
}
setInterval(() => {
  if ((state.sandbox?.audit.length ?? 0) > maxEntries) count()
}, 100).unref()

async function answer(question: Question): Promise<Answer> {
  switch (question.ask) {
    case 'start': {
      const { world, quota } = question
      state.now = Date.now()
      state.world = world
      state.sandbox = await startSandbox({
        seed: world.seed,
        state: stateOf(world, state.now),
        limit: { max: quota, intervalMs: 10_000, dailyMax: 100_000_000 },
      })
      return { answer: 'url', url: state.sandbox.url }
    }
    case 'faults':
      state.sandbox?.setFaults(faultsOf({ share: question.share, latenessMs: 1500, isAnswering: true }))
      return { answer: 'done' }
    case 'writes': {
      count()
      return { answer: 'writes', writes, requests }
    }
    case 'judge': {
      const { sandbox, world } = state
      if (sandbox === undefined || world === undefined) throw new Error('The sandbox has not been started.')
      const strangers = allStrangers(world, state.now)
      return {
        answer: 'judgement',
        judgement: judge(sandbox.blocks(), wantedKeys(world, question.round), strangers),
      }
    }
    default:
      question satisfies never
      throw new Error('unknown question')
  }
}

process.on('message', (question: Question) => {
  void answer(question).then((reply) => process.send?.(reply))
})
