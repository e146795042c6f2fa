import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openTerminal } from '../../src/terminal.ts'
import type { Session } from '../../src/session.ts'
import { emptyIo } from '../run.ts'

/** A folder that stands in for the one of a user, until the test has finished. */
export type Home = {
  readonly folder: string
  readonly env: { readonly HOME: string }
  /** Writes a file, with a mode, and returns its path. */
  readonly write: (name: string, text: string, mode?: number) => string
  /** Writes the file of profiles, and returns its path. */
  readonly writeProfiles: (text: string) => string
}

/** Creates a home folder. */
export function createHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-home-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const write = (name: string, text: string, mode = 0o600): string => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    chmodSync(path, mode)
    return path
  }
  return {
    folder,
    env: { HOME: folder },
    write,
    writeProfiles: (text) => write('.config/block-slots/profiles.yaml', text),
  }
}

/** A session without a terminal, whose output is lost. */
export function sessionOf(env: Session['env'], more: Partial<Session> = {}): Session {
  const io = { ...emptyIo(), env }
  return { ...io, ...openTerminal(io), ...more }
}
