import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitOnSignals } from './signals.ts'

/** A folder that is removed when the process ends, by a signal too. */
export type TemporaryFolder = { readonly path: string; readonly remove: () => void }

/** Creates an empty folder outside the repository. */
export function temporaryFolder(name: string): TemporaryFolder {
  exitOnSignals()
  const path = mkdtempSync(join(realpathSync(tmpdir()), `block-slots-${name}-`))
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 })
    process.off('exit', remove)
  }
  process.once('exit', remove)
  return { path, remove }
}
