import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { staleZones } from '@block-slots/helpers/src/tzdata/index.ts'
import { proofArguments, readNames } from '../../arguments.ts'
import { printFigures, printLine } from '../../table.ts'
import { measure } from './measure.ts'

// Speeds of the helpers beside other libraries. Every part runs in a process of its own, because what one library leaves
// behind, such as formatters or a Temporal polyfill, changes the speed of the next. Libraries are imported by part for the
// same reason.

const parts = {
  async mixed(): Promise<void> {
    const { conversions, mixed } = await import('./convert.ts')
    printFigures(
      'Wall time in a zone to a string with an offset, 20 zones, ten years at random',
      await measure('a second', conversions(mixed(20_000))),
    )
  },

  async successive(): Promise<void> {
    const { conversions, successive } = await import('./convert.ts')
    printFigures(
      'The same, one zone, noon of successive days',
      await measure('a second', conversions(successive(3650))),
    )
  },

  async recurrences(): Promise<void> {
    const { recurrences } = await import('./recur.ts')
    printFigures(
      'Weekdays from 12:00 to 13:00 in New York over five years, 1,305 blocks of two strings',
      await measure('series a second', recurrences()),
    )
  },

  async calendars(): Promise<void> {
    const { calendars } = await import('./calendar.ts')
    const { title, candidates } = await calendars()
    printFigures(title, await measure('calendars a second', candidates, { rounds: 5, ms: 800 }))
  },

  async outdated(): Promise<void> {
    const startedMs = performance.now()
    const { length } = staleZones()
    printFigures('staleZones() over two years', [
      { name: 'time', measured: performance.now() - startedMs, unit: ' ms' },
      { name: 'names', measured: length },
    ])
  },
}

const [child, name = ''] = proofArguments
if (child === '--part') await run(name)
else {
  const names = readNames('part', proofArguments, [
    'mixed',
    'successive',
    'recurrences',
    'calendars',
    'outdated',
  ])
  printLine(
    `Node ${process.versions.node}, tzdata ${process.versions['tz'] ?? 'unknown'}; medians of pairs, by CPU time`,
  )
  for (const each of names) {
    const args = ['--conditions=block-slots-source', fileURLToPath(import.meta.url), '--part', each]
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
    if (status !== 0) process.exitCode = 1
  }
}

async function run(part: string): Promise<void> {
  for (const [each, measurePart] of Object.entries(parts)) if (each === part) await measurePart()
}
