import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fieldsOf, firstColumn, literalsOf } from '../../docs/table.ts'
import { run } from '../../shared/command.ts'
import { root } from '../../shared/root.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

test('the guide of the client to errors lists every code', () => {
  const codes = literalsOf(read('packages/client/api/index.api.md'), 'ErrorCode')
  expect(codes.length).toBeGreaterThan(10)
  expect(firstColumn(read('packages/client/guide/errors.md'), '`code`').toSorted()).toEqual(codes.toSorted())
})

test('the guide of the client to calls lists every option of a client', () => {
  const report = read('packages/client/api/index.api.md')
  const options = [...fieldsOf(report, 'ApiOptions'), ...fieldsOf(report, 'ClientOptions')]
  expect(options.length).toBeGreaterThan(10)
  expect(firstColumn(read('packages/client/guide/calls.md'), 'option of the client').toSorted()).toEqual(
    options.toSorted(),
  )
})

test('the guide of sync to what goes wrong names every reason to stop, and has a row for each code of its own', () => {
  const guide = read('packages/sync/guide/stops.md')
  const reasons = literalsOf(read('packages/sync/api/index.api.md'), 'Stop')
  expect(reasons.length).toBeGreaterThan(4)
  expect(reasons.filter((reason) => !guide.includes(`\`${reason}\``))).toEqual([])
  const codes = literalsOf(read('packages/client/api/index.api.md'), 'ErrorCode')
  const own = firstColumn(guide, '`code`')
  expect(own.toSorted()).toEqual(['guard', 'plan-stale', 'store-damaged', 'store-locked'])
  expect(own.filter((code) => !codes.includes(code))).toEqual([])
})

test('the guide of the sandbox lists every fault', () => {
  const report = read('packages/sandbox/api/index.api.md')
  const faults = [...report.matchAll(/^\s*(?:readonly )?fault: ("[^;]*");$/gm)].flatMap(([, union = '']) =>
    [...union.matchAll(/"([\w-]+)"/g)].map(([, name = '']) => name),
  )
  expect(new Set(faults).size).toBeGreaterThan(30)
  expect(firstColumn(read('packages/sandbox/guide/faults.md'), 'faults').toSorted()).toEqual(
    [...new Set(faults)].toSorted(),
  )
})

test('the guide of the command line lists the exit codes of its help', async () => {
  const help = await run(process.execPath, [join(root, 'packages/cli/bin.js'), 'help', 'exit-codes'])
  const listed = [...help.replaceAll(/\n {3,}/g, ' ').matchAll(/^ {2}(\d+) +(.*)$/gm)].map(
    ([, code, text = '']) => `${code} ${text.replaceAll('"', '`')}`,
  )
  expect(listed.length).toBeGreaterThan(5)
  const rows = read('packages/cli/guide/exit-codes.md').matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)
  expect([...rows].map(([, code, text]) => `${code} ${text}`)).toEqual(listed)
})

test('the guide of the helpers has the measured sizes', async () => {
  const cwd = join(root, 'packages/helpers')
  const stdout = await run(process.execPath, ['node_modules/size-limit/bin.js', '--json'], { cwd })
  const measured: readonly { name: string; size: number }[] = JSON.parse(stdout)
  const kB = (name: string): string =>
    ((measured.find((each) => each.name === name)?.size ?? 0) / 1000).toFixed(1)
  const guide = read('packages/helpers/guide/helpers-speed.md')
  const [, section = ''] = /\n## How small it is\n\n(.*)/.exec(guide) ?? []
  const names = ['toOffsetDateTime', 'zones and blocks', 'all of @block-slots/helpers', 'busyTimes', 'tzdata']
  expect([...section.matchAll(/([\d.]+) kB/g)].map(([, size = '']) => size)).toEqual(names.map(kB))
})
