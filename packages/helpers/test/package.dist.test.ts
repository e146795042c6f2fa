import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readText = (path: string): string => readFileSync(`${root}/${path}`, 'utf8')

/** Runs a module inside the package, so that the package's own name leads to what was built. */
function run(source: string): string {
  return execFileSync(process.execPath, ['--input-type=module-typescript', '--no-warnings'], {
    cwd: root,
    input: source,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
}

const ENTRIES: readonly (readonly [entry: string, names: readonly string[]])[] = [
  [
    '@block-slots/helpers',
    [
      'blockTimes',
      'describeTimes',
      'isTimeZone',
      'mergeTimes',
      'outsideHours',
      'readTime',
      'repeatTimes',
      'splitByDay',
      'subtractTimes',
      'toOffsetDateTime',
      'wholeDays',
      'zoneNames',
    ],
  ],
  ['@block-slots/helpers/icalendar', ['busyTimes']],
  ['@block-slots/helpers/tzdata', ['runtimeTzdataVersion', 'staleZones', 'tzdata', 'tzdataVersion']],
]

test.each(ENTRIES)('%s exports the public names and nothing else', async (name, names) => {
  const entry: object = await import(name)
  expect(new Set(Object.keys(entry))).toEqual(new Set(names))
})

test('what is published imports nothing but its own files, and is not the sources', () => {
  const modules = readdirSync(`${root}/dist`).filter((name) => /\.(?:js|d\.ts)$/.test(name))
  expect(modules).toEqual(expect.arrayContaining(['index.js', 'index.d.ts', 'icalendar.js', 'tzdata.js']))
  for (const name of modules) {
    const text = readText(`dist/${name}`)
    const specifiers = [...text.matchAll(/^(?:import|export)\b[^'"]*?(?:from\s*)?['"]([^'"]+)['"]/gm)].map(
      ([, from]) => from,
    )
    expect(specifiers.filter((from) => !from?.startsWith('./'))).toEqual([])
    const code = text
      .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      // The one thing that is asked of Node, and only where it is there.
      .replace('globalThis.process?.versions?.', '')
    expect(code).not.toMatch(
      /\bimport\s*\(|\brequire\b|\bnode:|\bprocess\b|\bTemporal\.(?!Zoned|Plain|Instant|Duration)/,
    )
  }
})

test.each(ENTRIES)('loading %s asks for no zone and no clock', (name, names) => {
  const source = `
    Date = Intl.DateTimeFormat = Intl.supportedValuesOf = undefined
    const entry = await import('${name}')
    console.log(Object.keys(entry).length)
  `
  expect(run(source)).toBe(`${names.length}\n`)
})
