import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  type VirtualClock,
  virtualClock,
} from '@block-slots/sandbox'
import { onTestFinished } from 'vitest'
import type { Io } from '../../src/main.ts'
import { ids, run, type Run } from '../run.ts'
import { withFiles } from './clock.ts'

const ben = 'YlWd2wuCAZQzh2cH1fVZ'

/** The days of staff absences that a test writes into its configuration. */
type Days = { readonly anna?: readonly string[]; readonly ben?: readonly string[] }

/** A folder with a configuration, a sandbox and a clock that they share. */
export type World = {
  readonly sandbox: Sandbox
  readonly folder: string
  readonly clock: VirtualClock
  /** Runs a command as it is given, with a folder for states of its own. */
  readonly run: (argv: readonly string[], io?: Partial<Io>) => Promise<Run>
  /** Runs a command over the configuration. */
  readonly cli: (argv: readonly string[], io?: Partial<Io>) => Promise<Run>
  /** Writes the configuration: days of two people in two zones. */
  readonly configure: (days: Days, more?: string) => void
  readonly write: (name: string, text: string) => void
  readonly read: (name: string) => string
}

/** Starts a sandbox, and a folder for a configuration and its state. */
export async function startWorld(options: SandboxOptions = {}): Promise<World> {
  const clock = virtualClock({ now: Date.parse('2026-11-30T12:00:00Z') })
  const sandbox = await startSandbox({ clock, ...options })
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-'))
  onTestFinished(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true })
  })
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  const runOnClock = (argv: readonly string[], io: Partial<Io> = {}): Promise<Run> => {
    const env = {
      HIGHLEVEL_TOKEN: sandbox.token,
      HIGHLEVEL_BASE_URL: 'http://sandbox.invalid',
      HIGHLEVEL_LOCATION_ID: ids.location,
      XDG_STATE_HOME: join(folder, 'state'),
    }
    const base = { env, clock, now: clock.now, fetch: (request: Request) => sandbox.fetch(request) }
    return withFiles(clock, run([...argv], { ...base, ...io }))
  }
  return {
    sandbox,
    folder,
    clock,
    write,
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    configure: (days, more = '') => write('block-slots.yaml', configurationOf(days, more)),
    run: runOnClock,
    cli: (argv, io) => runOnClock([...argv, '--config', join(folder, 'block-slots.yaml')], io),
  }
}

function configurationOf({ anna = [], ben: hers = [] }: Days, more: string): string {
  const source = (name: string, days: readonly string[]): string =>
    days.length === 0 ? '' : `  ${name}-away: { for: ${name}, days: [${days.join(', ')}], title: Away }\n`
  return `version: 1
name: clinic
location: ${ids.location}
zone: America/New_York
window: { days: 60 }
owners:
  anna: { user: ${ids.user} }
  ben: { user: ${ben}, zone: Asia/Kolkata }
sources:
${source('anna', anna)}${source('ben', hers)}${more}`
}

/** The id of the run that an output names. */
export const runOf = (text: string): string => /\b(?:Plan|Run) ([0-9a-f]{8})\b/.exec(text)?.[1] ?? ''

/** An output with ids and paths that differ from run to run replaced. */
export const withoutIds = (text: string, folder: string): string =>
  text.replaceAll(folder, '<folder>').replaceAll(/\b[0-9a-f]{8}\b/g, '<run>')

/** A line of JSON, as far as tests read it. */
type JsonLine = Readonly<Record<'type' | 'owner' | 'action' | 'outcome' | 'file', string>> & {
  readonly [key: string]: unknown
}

/** The values of an output of JSON lines. */
export const valuesOf = (text: string): JsonLine[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
