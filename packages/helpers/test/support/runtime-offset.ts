const numeric = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const

let latest: { zone: string; clock: Intl.DateTimeFormat } | undefined

/** Reads the runtime's offset from a formatted clock, which the package's own sources do not. */
export function runtimeOffset(zone: string, epoch: number): number {
  if (latest?.zone !== zone)
    latest = { zone, clock: new Intl.DateTimeFormat('en-US', { ...numeric, timeZone: zone }) }
  const text = latest.clock.format(epoch * 1000)
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = text.split(/\D+/).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - epoch
}
