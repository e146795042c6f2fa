import { toOffsetDateTime, wholeDays } from '@block-slots/helpers'
import type { SyncConfig } from '../options.ts'
import type { Run } from '../plan.ts'
import { shiftDay } from '../source/day.ts'
import type { SyncWindow } from '../source/source.ts'

/** Returns the window of a time zone. */
export type Windows = (timeZone: string) => SyncWindow

/** Creates the windows of one plan, which begin on the same day however long it takes. */
export function createWindows(config: Pick<SyncConfig, 'window'>, now: number): Windows {
  const windows = new Map<string, SyncWindow>()
  return (timeZone) => {
    const window = windows.get(timeZone) ?? computeWindow(config, timeZone, now)
    windows.set(timeZone, window)
    return window
  }
}

/** The window of a time zone: whole days there, from a date or from today. */
function computeWindow({ window }: Pick<SyncConfig, 'window'>, timeZone: string, now: number): SyncWindow {
  const { days, from = 'today' } = window
  const first = from === 'today' ? toOffsetDateTime(now, { timeZone }).slice(0, 10) : from
  const { startTime, endTime } = wholeDays({
    from: first,
    to: shiftDay(first, days - 1),
    timeZone,
    end: 'midnight',
  })
  return { from: startTime, to: endTime, timeZone }
}

/** The window of a run: from the first of its zones to the last. */
export function runWindow(config: Pick<SyncConfig, 'owners' | 'timeZone'>, windowOf: Windows): Run['window'] {
  const zones = Object.values(config.owners).map(({ timeZone = config.timeZone }) => windowOf(timeZone))
  const all = new Set(zones.length === 0 ? [windowOf(config.timeZone)] : zones)
  const from = Math.min(...[...all].map((window) => Date.parse(window.from)))
  const to = Math.max(...[...all].map((window) => Date.parse(window.to)))
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}
