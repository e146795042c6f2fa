import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { codeBlocks } from '../../shared/code-block.ts'
import { run } from '../../shared/command.ts'
import { compileWith, runInShell, linkedPackage, createConsumer } from '../../generated/consumer.ts'
import { root } from '../../shared/root.ts'
import { programs } from './programs.ts'

const readme = codeBlocks('spec/README.md', readFileSync(join(root, 'spec/README.md'), 'utf8'))
const commands = readme.find(({ code }) => code.includes('npx openapi-ts'))?.code.split('\n') ?? []
const configuration = readme.find(({ code }) => code.startsWith('// openapi-ts.config.ts'))?.code ?? ''

/** The built mock, by path: the conditions of the tests lead to its sources. */
const mock = join(root, 'packages/mock/dist/index.js')

const { path: folder, remove } = await createConsumer()
afterAll(remove)

/** Every generated file with its text. */
function generated(output: string): Record<string, string> {
  const files = readdirSync(join(folder, output), { recursive: true, encoding: 'utf8' })
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file, readFileSync(join(folder, output, file), 'utf8')]),
  )
}

/** Starts the built Prism mock in a process of its own, and runs the compiled program against it. */
async function runAgainstPrism(): Promise<{
  operations: string[]
  responses: Record<string, [number, unknown]>
}> {
  const program = `
    import { startPrism } from ${JSON.stringify(pathToFileURL(mock).href)}
    import { createRequire } from 'node:module'
    const { run, operations } = createRequire(import.meta.url)(${JSON.stringify(join(folder, 'built/everything.js'))})
    const prism = await startPrism()
    try { console.log(JSON.stringify({ operations, responses: await run(prism.url) })) } finally { await prism.close() }`
  const output = await run(process.execPath, ['--input-type=module', '--eval', program], {
    timeoutMs: 60_000,
  })
  return JSON.parse(output)
}

describe('a client by Hey API, with the commands of the README', () => {
  beforeAll(async () => {
    await runInShell(folder, commands[1] ?? 'exit 1')
  })

  test('the first command installs the tested packages', () => {
    const installed = (commands[0] ?? '').replace('npm install --save-dev ', '').split(' ')
    expect(installed).toEqual(['@block-slots/spec', '@hey-api/openapi-ts@0.99', 'typescript@5'])
    expect(linkedPackage('@hey-api/openapi-ts').version).toMatch(/^0\.99\./)
    expect(linkedPackage('typescript').version).toMatch(/^5\./)
  })

  test('JSON and YAML give the same client', async () => {
    const yaml = (commands[1] ?? '').replace('dist/openapi.json', 'openapi.yaml')
    await runInShell(folder, yaml.replace('--output highlevel', '--output yaml'))
    expect(Object.keys(generated('yaml')).length).toBeGreaterThan(10)
    expect(generated('yaml')).toEqual(generated('highlevel'))
  })

  test('strict compilation accepts both owners and rejects none, as the README says', async () => {
    expect(await compileWith(folder, programs)).toEqual({
      'neither.ts': ['TS2322 in line 2', 'TS2322 in line 3'],
    })
  })

  test('Prism responds to every operation', async () => {
    const { operations, responses } = await runAgainstPrism()
    expect(responses).toEqual({
      'createBlockSlot, calendar': [200, '2021-06-23T03:30:00+05:30'],
      'createBlockSlot, user': [200, expect.any(String)],
      updateBlockSlot: [200, 'My event'],
      listBlockedSlots: [200, expect.any(String)],
      deleteEvent: [200, true],
      listEvents: [200, 'confirmed'],
      getCalendar: [200, 'event'],
      getAppointment: [200, 'confirmed'],
      getUser: [200, 'Anna Doe'],
      listCalendars: [200, 'event'],
      listUsers: [200, 'anna@example.com'],
      getLocation: [200, 'America/New_York'],
      'createAccessToken, code': [200, 86399],
      'createAccessToken, refresh token': [200, 86399],
      createLocationToken: [200, 86399],
      'getCalendar, not found': [404, 'object'],
      'both owners': [422, 'object'],
    })
    const paths = parse(readFileSync(join(root, 'spec/openapi.yaml'), 'utf8'))['paths']
    const ids = Object.values<Record<string, { operationId: string }>>(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    )
    const called = new Set(Object.keys(responses).map((name) => name.split(',')[0]))
    expect(operations.toSorted()).toEqual(ids.toSorted())
    expect(ids.filter((id) => !called.has(id))).toEqual([])
  })
})

test('with the configuration of the README, both owners are rejected too', async () => {
  writeFileSync(join(folder, 'openapi-ts.config.ts'), configuration)
  await runInShell(folder, 'npx openapi-ts')
  expect(await compileWith(folder, programs)).toEqual({
    'both.ts': ['TS2322 in line 2', 'TS2322 in line 3'],
    'neither.ts': ['TS2322 in line 2', 'TS2322 in line 3'],
  })
})
