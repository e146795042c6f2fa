import { toOffsetDateTime } from '@block-slots/helpers'
import { runtimeTzdataVersion, tzdata, tzdataVersion } from '@block-slots/helpers/tzdata'
import manifest from '../../package.json' with { type: 'json' }
import type { Check } from './check.ts'

/** Checks the version of Node against the one that this command needs. */
export function checkNode(version: string, range: string = manifest.engines.node): Check {
  const least = range.replace('>=', '')
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  const isNewEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor)
  return isNewEnough
    ? { id: 'node', state: 'ok', text: `Node ${version}` }
    : {
        id: 'node',
        state: 'failed',
        text: `Node ${version}, and this command needs ${least} or newer`,
        remedy: 'Install a newer Node.',
      }
}

/** The rules of time zones that this machine has, compared with those that this program knows. */
export type ZoneData = {
  readonly runtime: string | undefined
  readonly known: string
  /** The zones in use whose clocks differ in the coming year. */
  readonly differing: readonly string[]
}

const dayMs = 86_400_000
/** Blocks are created about this far ahead. */
const comparedDays = 366

/** Compares the rules of zones, day by day. */
export function readZoneData(zones: readonly string[], now: number): ZoneData {
  const differs = (timeZone: string): boolean =>
    Array.from({ length: comparedDays }, (_, day) => new Date(now + day * dayMs)).some(
      (time) =>
        toOffsetDateTime(time, { timeZone }) !== toOffsetDateTime(time, { timeZone, zoneSource: tzdata }),
    )
  const [runtime, known] = [runtimeTzdataVersion(), tzdataVersion()]
  // Equal versions have equal rules: comparing them would only take time.
  const differing = runtime === known ? [] : [...new Set(zones)].filter(differs)
  return { runtime, known, differing }
}

/** Judges the rules of time zones. Versions are years with a letter, such as `2026c`, so text order is their order. */
export function checkZoneData({ runtime, known, differing }: ZoneData): Check {
  const id = 'zones'
  if (runtime === undefined) {
    return { id, state: 'unknown', text: 'Time zones: Node does not say which version of the rules it has' }
  }
  const versions = runtime === known ? runtime : `${runtime} in Node, ${known} in block-slots`
  const text = `Time zones: rules ${versions}`
  if (differing.length === 0) return { id, state: 'ok', text }
  const zones = differing.join(', ')
  return runtime < known
    ? {
        id,
        state: 'warning',
        text: `${text}; the clocks of ${zones} differ in the coming year`,
        remedy: 'Update Node: blocks in these zones may be an hour off.',
      }
    : { id, state: 'ok', text: `${text}; newer rules for ${zones}` }
}
