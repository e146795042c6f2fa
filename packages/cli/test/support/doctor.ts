import {
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  type VirtualClock,
  virtualClock,
} from '@block-slots/sandbox'
import { onTestFinished } from 'vitest'
import type { Check } from '../../src/doctor/check.ts'
import type { Finding } from '../../src/doctor/probe/finding.ts'
import type { Cleanup } from '../../src/doctor/probe/clean.ts'
// Loaded before: a clock that jumps does not see that a module is loaded.
import '../../src/doctor/doctor.ts'
import type { Io } from '../../src/io.ts'
import { ids, run, type Run } from '../run.ts'
import { withFiles } from './clock.ts'

/** What `doctor --json` prints. */
export type Report = {
  readonly checks: readonly Check[]
  readonly probe?: { readonly findings: readonly Finding[]; readonly cleanup: Cleanup }
}

/** A sandbox, and `doctor` over it. */
export type Doctor = {
  readonly sandbox: Sandbox
  readonly clock: VirtualClock
  readonly cli: (argv: readonly string[], env?: Record<string, string>, io?: Partial<Io>) => Promise<Run>
  /** Probes Anna with few samples: exit code, and findings by their topics. */
  readonly probe: (
    argv?: readonly string[],
    io?: Partial<Io>,
  ) => Promise<{
    readonly code: number
    readonly cleanup: Cleanup | undefined
    readonly findings: Readonly<Record<string, Finding>>
    readonly err: string
  }>
}

/** The time at which every test begins. */
export const now: number = Date.parse('2026-11-30T12:00:00Z')
/** The numbers of samples and of blocks in a long list. */
export const samples = 3
const count = 25

const runAtOnce = <Result>(clock: VirtualClock, work: Promise<Result>): Promise<Result> => clock.run(work)

/** Starts a sandbox whose clock jumps. */
export async function startDoctor(options: SandboxOptions = {}): Promise<Doctor> {
  const clock = virtualClock({ now })
  const sandbox = await startSandbox({ clock, limit: { max: 100, intervalMs: 10_000 }, ...options })
  onTestFinished(sandbox.close)
  const cli: Doctor['cli'] = (argv, env = {}, io = {}) =>
    (argv.includes('--config') || argv.includes('--profile') ? withFiles : runAtOnce)(
      clock,
      run(['doctor', ...argv], {
        env: { HIGHLEVEL_TOKEN: sandbox.token, HIGHLEVEL_LOCATION_ID: ids.location, ...env },
        clock,
        now: clock.now,
        fetch: (request) => sandbox.fetch(request),
        ...io,
      }),
    )
  return {
    sandbox,
    clock,
    cli,
    async probe(argv = ['--yes'], io = {}) {
      const sizes = ['--samples', String(samples), '--count', String(count)]
      const { code, out, err } = await cli(['--probe', '--user', 'Anna', '--json', ...sizes, ...argv], {}, io)
      const { probe }: Report = out === '' ? { checks: [] } : JSON.parse(out)
      const findings = Object.fromEntries((probe?.findings ?? []).map((finding) => [finding.topic, finding]))
      return { code, cleanup: probe?.cleanup, findings, err }
    },
  }
}
