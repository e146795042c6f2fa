import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readText = (path: string): string => readFileSync(`${root}/${path}`, 'utf8')

/** Runs a module inside the package, so that the package's name resolves to the build. */
function run(source: string): string {
  return execFileSync(process.execPath, ['--input-type=module-typescript', '--no-warnings'], {
    cwd: root,
    input: source,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
}

const entries: readonly (readonly [entry: string, names: readonly string[]])[] = [
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
  ['@block-slots/helpers/icalendar', ['busyTimes', 'toBlocks']],
  ['@block-slots/helpers/tzdata', ['runtimeTzdataVersion', 'staleZones', 'tzdata', 'tzdataVersion']],
]

test.each(entries)('%s exports only the public names', async (name, names) => {
  const entry: object = await import(name)
  expect(new Set(Object.keys(entry))).toEqual(new Set(names))
})

test('published files import only each other, not the sources', () => {
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
      // The only use of a Node API, and an optional one.
      .replace('globalThis.process?.versions?.', '')
    expect(code).not.toMatch(
      /\bimport\s*\(|\brequire\b|\bnode:|\bprocess\b|\bTemporal\.(?!Zoned|Plain|Instant|Duration)/,
    )
  }
})

test.each(entries)('loading %s reads no zone and no clock', (name, names) => {
  const source = `
    Date = Intl.DateTimeFormat = Intl.supportedValuesOf = undefined
    const entry = await import('${name}')
    console.log(Object.keys(entry).length)
  `
  expect(run(source)).toBe(`${names.length}\n`)
})
