import { virtualClock } from '@block-slots/sandbox'
import { main, type Io } from '../src/main.ts'

/** What a run of the command line leaves behind. */
export type Run = { code: number; out: string; err: string }

/** The ids that the contract's examples and the sandbox share. */
export const ids = {
  location: 'C2QujeCh8ZnC7al2InWR',
  calendar: 'CVokAlI8fgw4WYWoCtQz',
  user: '0007BWpSzSwfiuSl0tR2',
}

/** Runs the command line in this process, in a world of its own. */
export async function run(argv: string[], world: Partial<Io> = {}): Promise<Run> {
  let out = ''
  let err = ''
  const code = await main(argv, {
    env: {},
    out: (text) => (out += text),
    err: (text) => (err += text),
    zone: 'UTC',
    now: () => Date.parse('2021-06-20T00:00:00Z'),
    fetch: (request) => fetch(request),
    signal: new AbortController().signal,
    ...world,
  })
  return { code, out, err }
}

/** The same where the service is but a function, and nobody waits for real. */
export function runAtOnce(argv: string[], world: Partial<Io> & Pick<Io, 'fetch'>): Promise<Run> {
  const clock = virtualClock()
  return clock.run(run(argv, { clock, ...world }))
}
