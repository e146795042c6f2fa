import { dirname, join } from 'node:path'
import { isRecord } from '../../guard.ts'
import type { Clock } from '../../clock.ts'
import { codeOf, files } from './files.ts'

/** Who holds a lock. `id` is of this one time; `start` tells processes apart that had the same number. */
type Owner = { readonly id: string; readonly pid: number; readonly start: string; readonly host: string }

/** Between two looks at a lock that somebody holds. */
const pollMs = 10
/** A holder that cannot be asked, on another machine, is given up after this while; a renewal ends before. */
const longestHoldMs = 180_000

/** Waits for a lock file, takes it over when its holder died, and holds it until the function it gives is called. */
export async function lockFile(
  path: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const me: Owner = {
    id: crypto.randomUUID(),
    pid: process.pid,
    start: startOf(process.pid),
    host: process.getBuiltinModule('node:os').hostname(),
  }
  let seen: { readonly id: string; readonly since: number } | undefined
  for (;;) {
    signal.throwIfAborted()
    if (await create(path, me)) return () => release(path, me)
    const owner = await readOwner(path)
    if (owner !== undefined) {
      if (seen?.id !== owner.id) seen = { id: owner.id, since: clock.now() }
      const isGone = isDead(owner, me) || clock.now() - seen.since > longestHoldMs
      if (isGone && (await takeOver(path, me, owner))) return () => release(path, me)
    }
    await clock.sleep(pollMs, signal)
  }
}

/** Makes the file with its content in one step, unless there is one. */
async function create(path: string, me: Owner): Promise<boolean> {
  const draft = await draftOf(path, me)
  try {
    await files().link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await files()
      .unlink(draft)
      .catch(() => {})
  }
}

async function draftOf(path: string, me: Owner): Promise<string> {
  const draft = join(dirname(path), `.${crypto.randomUUID()}.tmp`)
  await files().writeFile(draft, JSON.stringify(me), { mode: 0o600, flag: 'wx' })
  return draft
}

/**
 * Puts our name in the place of a dead holder's. Whoever does that holds a lock of its own, named after the dead one, so
 * that of several who find it dead only one does, and none mistakes the next holder for it.
 */
async function takeOver(path: string, me: Owner, dead: Owner): Promise<boolean> {
  const guard = `${path}.${dead.id}`
  if (!(await create(guard, me))) {
    const other = await readOwner(guard)
    if (other === undefined || !isDead(other, me) || !(await takeOver(guard, me, other))) return false
  }
  try {
    if ((await readOwner(path))?.id !== dead.id) return false
    await files().rename(await draftOf(path, me), path)
    return true
  } finally {
    await files().unlink(guard)
  }
}

async function release(path: string, me: Owner): Promise<void> {
  if ((await readOwner(path))?.id === me.id) await files().unlink(path)
}

/** Reads who holds it; `undefined` when nobody does any more. */
async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await files()
    .readFile(path, 'utf8')
    .catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    })
  if (text === undefined) return undefined
  if (text === '') return lostOwner
  const owner: unknown = JSON.parse(text)
  if (isOwner(owner)) return owner
  throw new TypeError(`${path} is no lock of this package.`)
}

/** A power cut leaves empty what was not on the disk yet; no process of before lives. */
const lostOwner: Owner = { id: 'empty', pid: 0, start: '', host: '' }

const isOwner = (value: unknown): value is Owner =>
  isRecord(value) &&
  [value.id, value.start, value.host].every((field) => typeof field === 'string') &&
  /^[\w-]+$/.test(String(value.id)) &&
  Number.isSafeInteger(value.pid)

/** Only processes of this machine can be asked. */
function isDead(owner: Owner, me: Owner): boolean {
  if (owner === lostOwner) return true
  const { pid, start, host } = owner
  if (host !== me.host) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
  // Numbers are given out again, in containers nearly always the same one.
  return startOf(pid) !== start
}

/** When a process began, as Linux tells it; the same for all where nothing tells it. */
function startOf(pid: number): string {
  try {
    const stat = process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
