import { daySeconds } from '../zone/date.ts'
import type { Zone } from '../zone/resolve.ts'
import { clockAt, type EventTime, timeAt } from './time.ts'

/** Excluded instances: by instant, and by whole days, counted from 1970-01-01. */
export type Exclusions = { readonly epochs: Set<number>; readonly days: Set<number> }

/** The day of a time on the clock of a series: as written, unless it is written in UTC. */
export function dayOf({ allDay, zone, wall, epoch }: EventTime, home: Zone): number {
  return Math.floor((!allDay && zone.name === 'UTC' ? clockAt(home, epoch) : wall) / daySeconds)
}

/** Converts a time to the clock of a series with a start; a whole day becomes that day at the time of the start. */
export function inSeries(start: EventTime, time: EventTime): EventTime {
  const { allDay, zone, wall } = start
  if (allDay || time.allDay) {
    return timeAt(start, dayOf(time, zone) * daySeconds + wall - Math.floor(wall / daySeconds) * daySeconds)
  }
  return { allDay, zone, wall: clockAt(zone, time.epoch), epoch: time.epoch }
}

/** Adds a time to the exclusions of a series. */
export function exclude({ epochs, days }: Exclusions, start: EventTime, time: EventTime): void {
  if (start.allDay || time.allDay) days.add(dayOf(time, start.zone))
  else epochs.add(time.epoch)
}
