import { readdirSync, readFileSync } from 'node:fs'

/** A day of the year by month, week (5 is the last) and weekday (0 is Sunday), and the time of day in seconds. */
type YearDay = readonly [month: number, week: number, weekday: number, seconds: number]

/** A yearly rule: the offset out of season, the seconds that the season adds, and its begin and end. */
export type Yearly = {
  readonly standard: number
  readonly saving: number
  readonly begin: YearDay
  readonly end: YearDay
}

/** The rules of a zone from 1970 on. */
export type ZoneRules = {
  /** Seconds east of UTC at the begin of 1970. */
  readonly first: number
  /** The instants since then at which the offset changes, each with the new offset. */
  readonly changes: readonly (readonly [epoch: number, offset: number])[]
  /** The offset or the yearly rule after the last change. */
  readonly final: number | Yearly
}

function readSeconds(text: string): number {
  const [hours = 0, minutes = 0, rest = 0] = text.replace(/^[+-]/, '').split(':').map(Number)
  const size = hours * 3600 + minutes * 60 + rest
  return text.startsWith('-') ? -size : size
}

function readYearDay(text: string): YearDay {
  const found = /^M(\d+)\.(\d)\.(\d)(?:\/([-\d:]+))?$/.exec(text)
  if (found === null) throw new Error(`The rule ${text} is not by month, week and weekday`)
  const [, month, week, weekday, time = '2'] = found
  return [Number(month), Number(week), Number(weekday), readSeconds(time)]
}

const footerPattern = /^(?:<[^>]+>|[a-z]+)([-+\d:]+)(?:(?:<[^>]+>|[a-z]+)([-+\d:]*),([^,]+),([^,]+))?$/i

/** Reads the TZ string at the end of a file. Its offsets are west of UTC. */
export function readFooter(text: string): number | Yearly {
  const [, west, summer = '', begin, end] = footerPattern.exec(text) ?? []
  if (west === undefined) throw new Error(`The footer ${text} cannot be read`)
  const standard = 0 - readSeconds(west)
  if (begin === undefined || end === undefined) return standard
  const saving = summer === '' ? 3600 : 0 - readSeconds(summer) - standard
  return { standard, saving, begin: readYearDay(begin), end: readYearDay(end) }
}

/** Reads a compiled zone: the 64-bit part of a TZif file, and its footer (RFC 9636). */
function readZone(file: Buffer): ZoneRules {
  const header = (at: number): number[] =>
    Array.from({ length: 6 }, (_, index) => file.readInt32BE(at + 20 + index * 4))
  const [utc1 = 0, wall1 = 0, leap1 = 0, time1 = 0, type1 = 0, char1 = 0] = header(0)
  const second = 44 + time1 * 5 + type1 * 6 + char1 + leap1 * 8 + wall1 + utc1
  const [utc = 0, wall = 0, leap = 0, count = 0, types = 0, chars = 0] = header(second)
  const times = second + 44
  const table = times + count * 9
  const offset = (type: number): number => file.readInt32BE(table + type * 6)

  let first = offset(0)
  let current = first
  const changes: [number, number][] = []
  for (let index = 0; index < count; index += 1) {
    const epoch = Number(file.readBigInt64BE(times + index * 8))
    const next = offset(file.readUInt8(times + count * 8 + index))
    if (epoch <= 0) first = next
    else if (next !== current) changes.push([epoch, next])
    current = next
  }
  const footer = table + types * 6 + chars + leap * 12 + wall + utc
  return { first, changes, final: readFooter(file.toString('latin1', footer).trim()) }
}

/** Reads the zones and links of a compiled tzdata in a folder, by name. */
export function readZones(folder: string): Map<string, ZoneRules> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  paths.sort()
  const zones = new Map<string, ZoneRules>()
  for (const name of paths) {
    if (!/^[A-Z][\w+/-]*$/.test(name) || name === 'Factory') continue
    try {
      const file = readFileSync(`${folder}/${name}`)
      if (file.toString('latin1', 0, 4) === 'TZif') zones.set(name, readZone(file))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EISDIR')) throw error
    }
  }
  return zones
}

/** Reads the version of a tzdata from the first line of its source. */
export function readVersion(folder: string): string {
  const [, version] = /^# version (\w+)/.exec(readFileSync(`${folder}/tzdata.zi`, 'utf8')) ?? []
  if (version === undefined) throw new Error(`${folder}/tzdata.zi does not begin with its version`)
  return version
}
