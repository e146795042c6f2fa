import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

type Imports = Readonly<Record<string, readonly string[]>>

/** What a program takes that has these exports of these entries and no use for the others: kB, minified, with brotli. */
async function sizeOf(imports: Imports): Promise<number> {
  const program = Object.entries(imports).map(
    ([entry, names]) => `export { ${names.join(', ')} } from ${JSON.stringify(`${dist}${entry}.js`)}\n`,
  )
  const bundle = await rolldown({
    input: 'program',
    logLevel: 'silent',
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? id : undefined),
        load: (id) => (id === 'program' ? program.join('') : undefined),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  const [{ code }, ...others] = output
  if (others.length > 0) throw new Error(`The bundle of ${program.join('')} has more than one file`)
  return brotliCompressSync(code).length / 1000
}

/** At most so many kB for each export alone. */
const LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  index: {
    blockTimes: 6.6,
    describeTimes: 6.2,
    isTimeZone: 0.6,
    mergeTimes: 5.5,
    outsideHours: 6.6,
    readTime: 5.3,
    repeatTimes: 10.4,
    splitByDay: 5.6,
    subtractTimes: 5.7,
    toOffsetDateTime: 5.3,
    wholeDays: 4.0,
    zoneNames: 0.5,
  },
  icalendar: { busyTimes: 16.2 },
  tzdata: { runtimeTzdataVersion: 0.1, staleZones: 15.1, tzdata: 10.8, tzdataVersion: 0.1 },
}

const core: Imports = { index: ['toOffsetDateTime', 'blockTimes', 'zoneNames', 'isTimeZone'] }
/** The same for what is taken together. What comes on top counts without the zones and blocks below it. */
const TOGETHER: readonly (readonly [name: string, imports: Imports, below: Imports, limit: number])[] = [
  ['zones and blocks', core, {}, 6.8],
  ['recurrences on top', { index: [...(core['index'] ?? []), 'repeatTimes'] }, core, 4.2],
  ['iCalendar on top', { ...core, icalendar: ['busyTimes'] }, core, 11.1],
  ['tzdata on top', { ...core, tzdata: ['tzdata', 'tzdataVersion', 'staleZones'] }, core, 10.1],
  ['all of index', { index: Object.keys(LIMITS['index'] ?? {}) }, {}, 13.3],
]

const alone = await Promise.all(
  Object.entries(LIMITS).flatMap(([entry, limits]) =>
    Object.entries(limits).map(async ([name, limit]) => ({
      name,
      limit,
      size: await sizeOf({ [entry]: [name] }),
    })),
  ),
)
const together = await Promise.all(
  TOGETHER.map(async ([name, imports, below, limit]) => {
    const empty = Object.keys(below).length === 0
    return { name, limit, size: (await sizeOf(imports)) - (empty ? 0 : await sizeOf(below)) }
  }),
)
const rows = [...alone, ...together].map((row) => ({ ...row, shown: row.size.toFixed(1) }))

test('every export has a limit', async () => {
  for (const [entry, limits] of Object.entries(LIMITS)) {
    const exported: object = await import(`${dist}${entry}.js`)
    expect(new Set(Object.keys(limits))).toEqual(new Set(Object.keys(exported)))
  }
})

test.each(rows)('$name: $shown kB, at most $limit', ({ size, limit }) => {
  expect(size).toBeLessThanOrEqual(limit)
})
