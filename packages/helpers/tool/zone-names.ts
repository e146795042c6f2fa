import { writeFileSync } from 'node:fs'
import { listZoneNames } from '../src/zone/name.ts'

/** The file of the names. */
export const namesFile: URL = new URL('../src/zone/names.gen.ts', import.meta.url)

/**
 * The type of the names that editors complete: those that `zoneNames()` gives on this runtime. Written by region, which is a
 * third of the list.
 */
export function writeZoneNames(names: readonly string[]): string {
  const regions = new Map<string, string[]>()
  for (const name of names) {
    const end = name.indexOf('/') + 1
    const region = name.slice(0, end)
    regions.set(region, [...(regions.get(region) ?? []), name.slice(end)])
  }
  const members = [...regions].map(([region, places]) => {
    const listed = places.map((place) => `'${place}'`).join(' | ')
    return region === '' ? listed : `\`${region}\${${listed}}\``
  })
  return `/** The names of the time zones, which tool/zone-names.ts wrote here; editors complete them. */
export type ZoneName =
${members.map((member) => `  | ${member}`).join('\n')}
`
}

if (import.meta.main) writeFileSync(namesFile, writeZoneNames(listZoneNames()))
