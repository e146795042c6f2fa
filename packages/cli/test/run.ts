import { virtualClock } from '@block-slots/sandbox'
import { main, type Io } from '../src/main.ts'
import { withFiles } from './support/clock.ts'

/** The result of a run of the command line. */
export type Run = { code: number; out: string; err: string }

/** The ids of the contract's examples, which the sandbox has too. */
export const ids = {
  location: 'C2QujeCh8ZnC7al2InWR',
  calendar: 'CVokAlI8fgw4WYWoCtQz',
  user: '0007BWpSzSwfiuSl0tR2',
}

/** An environment without variables, whose output is lost. */
export const emptyIo = (): Io => ({
  env: {},
  out: () => {},
  err: () => {},
  zone: 'UTC',
  now: () => Date.parse('2021-06-20T00:00:00Z'),
  fetch: (request) => fetch(request),
  signal: new AbortController().signal,
  progress: { applied: 'no' },
})

/** Runs the command line in this process, isolated from its environment. */
export async function run(argv: string[], io: Partial<Io> = {}): Promise<Run> {
  let out = ''
  let err = ''
  const code = await main(argv, {
    ...emptyIo(),
    out: (text) => (out += text),
    err: (text) => (err += text),
    ...io,
  })
  return { code, out, err }
}

/** The same with a fetch function as the service, on a virtual clock. */
export function runAtOnce(argv: string[], io: Partial<Io> & Pick<Io, 'fetch'>): Promise<Run> {
  const clock = virtualClock()
  return withFiles(clock, run(argv, { clock, ...io }))
}
