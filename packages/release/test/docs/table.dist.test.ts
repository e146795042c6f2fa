import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../shared/command.ts'
import { root } from '../../shared/root.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** What stands between two marks of a file, without comments. */
function between(path: string, start: string, end: string): string {
  const text = read(path)
  const from = text.indexOf(start) + start.length
  expect(text).toContain(start)
  return text.slice(from, text.indexOf(end, from)).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
}

/** The words of the first column of a table, by how its header begins. */
function column(path: string, header: string, word = /`([\w-]+)`/g): string[] {
  const rows = between(path, `\n| ${header}`, '\n\n').split('\n').slice(2)
  return rows.flatMap((row) =>
    [...(row.split(/(?<!\\)\|/)[1] ?? '').matchAll(word)].map(([, name = '']) => name),
  )
}

const words = (text: string, word: RegExp): string[] => [...text.matchAll(word)].map(([, name = '']) => name)

test('the README of the client lists every code of an error', () => {
  const codes = words(
    between('packages/client/src/error.ts', 'export type ErrorCode =', '\n\n'),
    /'([\w-]+)'/g,
  )
  expect(codes.length).toBeGreaterThan(10)
  expect(column('packages/client/README.md', '`code`').toSorted()).toEqual(codes.toSorted())
})

test('the README of the client lists every option of a client', () => {
  const [, known = ''] = /known = new Set\(\s*'([^']+)'/.exec(read('packages/client/src/settings.ts')) ?? []
  // `close` comes along when a transport is spread, and nobody gives it.
  const options = known.split(' ').filter((name) => name !== 'close')
  expect(column('packages/client/README.md', 'option of the client').toSorted()).toEqual(options.toSorted())
})

test('the README of the mock lists every fault', () => {
  const faults = words(
    between('packages/mock/src/aim.ts', 'const usual: Record', '\n}'),
    /^ {2}'?([a-z-]+)'?:/gm,
  )
  expect(faults.length).toBeGreaterThan(30)
  expect(column('packages/mock/README.md', 'faults').toSorted()).toEqual(faults.toSorted())
})

test('the README of the command line lists every exit code and says of it what the help says', () => {
  const codes = between(
    'packages/cli/src/failure.ts',
    'exitCodes: Readonly<Record<number, string>> = {',
    '\n}',
  )
  const told = [...codes.matchAll(/(\d+): '(.*)',/g)].map(
    ([, code, text]) => `${code} ${text?.replaceAll('"', '`')}`,
  )
  const rows = read('packages/cli/README.md').matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)
  expect([...rows].map(([, code, text]) => `${code} ${text}`)).toEqual(told)
})

test('the README of the helpers says the sizes that are measured', async () => {
  const cwd = join(root, 'packages/helpers')
  const stdout = await run(process.execPath, ['node_modules/size-limit/bin.js', '--json'], { cwd })
  const measured: readonly { name: string; size: number }[] = JSON.parse(stdout)
  const kB = (name: string): string =>
    ((measured.find((each) => each.name === name)?.size ?? 0) / 1000).toFixed(1)
  const said = between('packages/helpers/README.md', '\n## How small it is\n\n', '\n')
  const names = ['toOffsetDateTime', 'zones and blocks', 'all of @block-slots/helpers', 'busyTimes', 'tzdata']
  expect(words(said, /([\d.]+) kB/g)).toEqual(names.map(kB))
})
