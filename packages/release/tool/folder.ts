import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that is gone when the process ends, whatever ends it. */
export type TemporaryFolder = { readonly path: string; readonly remove: () => void }

const folders = new Set<string>()

/** Makes an empty folder outside the repository. */
export function temporaryFolder(name: string): TemporaryFolder {
  if (folders.size === 0) watch()
  const path = mkdtempSync(join(realpathSync(tmpdir()), `block-slots-${name}-`))
  folders.add(path)
  return { path, remove: () => remove(path) }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  folders.delete(path)
}

let watching = false

/** An interrupted process ends by `exit`, so that what it made is removed. */
function watch(): void {
  if (watching) return
  watching = true
  process.on('exit', () => folders.forEach(remove))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
}
