/**
 * Speeds of this package beside those of what people would take instead, as ratios of one run:
 *
 *     node bench/helpers.bench.ts
 *
 * Every table has a process of its own, because what one library leaves behind (formatters, a polyfill in the
 * place of Temporal) would slow down or speed up what comes after it.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { staleZones } from '@block-slots/helpers/src/tzdata/index.ts'
import { measure, table } from './measure.ts'

const print = (text: string): unknown => process.stdout.write(`${text}\n`)

const parts: Readonly<Record<string, () => Promise<void>>> = {
  async mixed() {
    const { conversions, mixed } = await import('./convert.ts')
    const title = 'A clock reading in a zone to a string with an offset, 20 zones mixed, ten years at random'
    table(title, 'a second', await measure(conversions(mixed(20_000))))
  },
  async successive() {
    const { conversions, successive } = await import('./convert.ts')
    const title = 'The same, one zone, noon of successive days'
    table(title, 'a second', await measure(conversions(successive(3650))))
  },
  async recurrences() {
    const { recurrences } = await import('./recur.ts')
    const title = 'Weekdays from 12:00 to 13:00 in New York over five years, 1,305 blocks of two strings'
    table(title, 'series a second', await measure(recurrences()))
  },
  async calendars() {
    const { calendars } = await import('./calendar.ts')
    const { title, candidates } = await calendars()
    table(title, 'calendars a second', await measure(candidates, 3, 1000))
  },
  async stale() {
    const start = performance.now()
    const { length } = staleZones()
    print(`\nstaleZones() over two years: ${Math.round(performance.now() - start)} ms, ${length} names`)
  },
}

const [, , name = ''] = process.argv
const part = parts[name]
if (part === undefined) {
  const tzdata = process.versions['tz'] ?? 'unknown'
  print(`Node ${process.versions.node}, tzdata ${tzdata}; medians of interleaved rounds`)
  for (const each of Object.keys(parts)) {
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), each], { stdio: 'inherit' })
  }
} else {
  await part()
}
