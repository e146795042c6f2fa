import type { VirtualClock } from '@block-slots/sandbox'

/** Runs work that reads files and loads modules as well, which a virtual clock does not see: its time goes on slowly. */
export async function withFiles<Result>(clock: VirtualClock, work: Promise<Result>): Promise<Result> {
  const ended = new AbortController()
  const tick = async (): Promise<void> => {
    await clock.sleep(tickMs, ended.signal)
    return tick()
  }
  tick().catch(() => {})
  return clock.run(work.finally(() => ended.abort()))
}

const tickMs = 5
