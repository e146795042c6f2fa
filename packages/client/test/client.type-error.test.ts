import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const folder = join(import.meta.dirname, '..')

/** Compiles calls as a user writes them, one a line, and returns the errors of the compiler by line. */
function errorsOf(calls: readonly string[]): ReadonlyMap<number, string> {
  const place = mkdtempSync(join(tmpdir(), 'type-error-'))
  onTestFinished(() => rmSync(place, { recursive: true }))
  const head = `import { createBlockSlotsClient } from '${folder}/src/index.ts'; const client = createBlockSlotsClient({ token: 'x' }); declare const maybe: string | undefined; const times = { startTime: 'a', endTime: 'b' }`
  writeFileSync(join(place, 'calls.ts'), [head, ...calls].join('\n'))
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    typeRoots: [join(folder, 'node_modules/@types')],
    types: ['node'],
  }
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['calls.ts'] }))
  const tsc = join(folder, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '--pretty', 'false'], { cwd: place, encoding: 'utf8' })
  const errors = new Map<number, string>()
  for (const part of stdout.split(/^(?=\S)/m)) {
    const [, line = '', text = ''] = /^calls\.ts\((\d+),\d+\): error ([\s\S]*)/.exec(part) ?? []
    if (line !== '') errors.set(Number(line) - 1, text)
  }
  return errors
}

test('a missing owner is reported as one of two, and other mistakes as what they are', () => {
  const errors = errorsOf([
    'void client.create({ locationId: "c", ...times })',
    'void client.ensure({ calendarId: maybe, locationId: "c", ...times })',
    'void client.update("id", { title: "t", ...times })',
    'void client.list({ locationId: "c", startTime: 0, endTime: 1 })',
    'void client.create({ calendarId: "a", ...times })',
    'void client.create({ calendarId: 5, locationId: "c", ...times })',
    'void client.create({ userId: "b", locationId: "c", ...times })',
    'void client.list({ assignedUserId: "b", locationId: "c", startTime: 0, endTime: 1 })',
    'void client.create({ calendarId: "a", assignedUserId: "b", locationId: "c", ...times })',
    'void client.create({ assignedUserId: "b", locationId: "c", title: maybe, ...times })',
  ])
  const [first, ...rest] = Array.from({ length: 10 }, (_, index) => errors.get(index + 1) ?? '')
  const oneOf = "Property ''one of calendarId or assignedUserId, not undefined'' is missing"
  expect(first).toContain(oneOf)
  expect(rest).toEqual([
    expect.stringContaining(oneOf),
    expect.stringContaining(oneOf),
    expect.stringContaining("Property ''one of calendarId, userId or groupId, not undefined'' is missing"),
    expect.stringContaining("Property 'locationId' is missing"),
    expect.stringContaining("Type 'number' is not assignable to type 'string'"),
    expect.stringContaining('a block names its user as assignedUserId'),
    expect.stringContaining('a query names its user as userId'),
    expect.stringContaining('either calendarId or assignedUserId, not both'),
    '',
  ])
})
