import { createHash } from 'node:crypto'
import type { Yearly, ZoneRules } from './tzif.ts'

type Changes = ZoneRules['changes']

// The years that the checksum covers: from 1970 to the end of 2037.
const checksumEnd = Date.UTC(2038, 0, 1) / 1000

/** The changes by a rule in a year, computed with `Date`, independently of the sources. */
function changesIn(year: number, { standard, saving, begin, end }: Yearly): [number, number][] {
  const at = ([month, week, weekday, seconds]: Yearly['begin'], offset: number): number => {
    const days = Array.from({ length: 31 }, (_, index) => new Date(Date.UTC(year, month - 1, index + 1)))
    const all = days.filter((day) => day.getUTCMonth() === month - 1 && day.getUTCDay() === weekday)
    return Number(all[week - 1] ?? all.at(-1)) / 1000 + seconds - offset
  }
  const both: [number, number][] = [
    [at(begin, standard), standard + saving],
    [at(end, standard + saving), standard],
  ]
  both.sort(([a], [b]) => a - b)
  return both
}

/** The changes to list: all except those at the end that follow from the rule. */
function listedChanges({ changes, final }: ZoneRules): Changes {
  if (typeof final === 'number') return changes
  const [latest = 0] = changes.at(-1) ?? []
  const years = Array.from({ length: 200 }, (_, index) => 1970 + index)
  const made = years.flatMap((year) => changesIn(year, final)).filter(([epoch]) => epoch <= latest)
  let alike = 0
  while (alike < changes.length && String(changes.at(-1 - alike)) === String(made.at(-1 - alike))) alike += 1
  // The rule applies from its first change to standard time.
  const written = changes.length - alike
  const count = changes[written]?.[1] === final.standard ? written + 1 : written + 2
  if (count > changes.length) throw new Error(`The rule ${JSON.stringify(final)} made no change of its own`)
  return changes.slice(0, count)
}

/** The index of an item in a list; adds it if necessary. */
function indexIn<T>(list: T[], item: T): number {
  if (!list.includes(item)) list.push(item)
  return list.indexOf(item)
}

/** The text of src/tzdata/tzdata.gen.ts. */
export function pack(version: string, zones: ReadonlyMap<string, ZoneRules>): string {
  const sizes: number[] = []
  const rules: string[] = []
  const packZone = (zone: ZoneRules): string => {
    let [wall, offset] = [0, zone.first]
    const changes = listedChanges(zone).map(([epoch, next]) => {
      const elapsed = epoch + offset - wall
      const seconds = elapsed % 3600
      const letter = String.fromCodePoint(65 + indexIn(sizes, next - offset))
      wall += elapsed
      offset = next
      const hours = ((elapsed - seconds) / 3600).toString(36)
      return `${hours}${seconds === 0 ? '' : `.${seconds.toString(36)}`}${letter}`
    })
    const { final } = zone
    const takeover = typeof final === 'number' ? final : final.standard
    if (offset !== takeover) throw new Error(`The rule begins at ${takeover}, the changes end at ${offset}`)
    const rule =
      typeof final === 'number'
        ? ''
        : ` ${indexIn(rules, [final.saving, ...final.begin, ...final.end].join(', ')).toString(36)}`
    return `${zone.first.toString(36)} ${changes.join('')}${rule}`.trimEnd()
  }
  const names = new Map<string, string[]>()
  for (const [name, zone] of zones) {
    const line = packZone(zone)
    names.set(line, [...(names.get(line) ?? []), name])
  }
  // Sorted by rules, which compresses best.
  const lines = [...names]
  lines.sort(([a], [b]) => (a < b ? -1 : 1))
  return `/** The version of IANA's time zone database that tool/tzdata.ts packed here. */
export const version: string = '${version}'

/** SHA-256 of all offsets from 1970 to 2037, computed before packing. */
export const checksum: string = '${computeChecksum(zones)}'

/** The change of offset by capital letter, in seconds: A, B and so on. */
export const offsetChanges: readonly number[] = [${sizes.join(', ')}]

/** Yearly rules: the seconds that the season adds; month, week, weekday and second of its begin; the same of its end. */
export const yearlyRules: readonly (readonly number[])[] = [
${rules.map((rule) => `  [${rule}],`).join('\n')}
]

/** A line for all zones with the same offsets since 1970: names, first offset, changes, index of the rule. */
export const zoneLines: string = \`${lines.map(([line, all]) => `${all.join('|')} ${line}`).join('\n')}\`
`
}

/** SHA-256 of the offsets of all zones before 2038. */
export function computeChecksum(zones: ReadonlyMap<string, Pick<ZoneRules, 'first' | 'changes'>>): string {
  const hash = createHash('sha256')
  const sorted = [...zones]
  sorted.sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [name, { first, changes }] of sorted) {
    const until = changes.filter(([epoch]) => epoch < checksumEnd).map((change) => change.join(':'))
    hash.update(`${[name, first, ...until].join(' ')}\n`)
  }
  return hash.digest('hex')
}
