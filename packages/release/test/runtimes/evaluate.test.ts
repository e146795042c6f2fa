import * as sandboxModule from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { codeBlocks } from '../../shared/code-block.ts'
import { codeFor, evaluate } from '../../runtimes/evaluate.ts'
import type { Feature, Runtime } from '../../runtimes/runtime.ts'
import { type Program, programsOf } from '../../shared/program.ts'

const document = (...blocks: string[]): Program[] =>
  programsOf(codeBlocks('x.md', blocks.map((code) => `\`\`\`ts\n${code}\n\`\`\`\n`).join('\n')))
const featureSet = (...features: Feature[]): ReadonlySet<Feature> => new Set(features)

test.each<[string, string, Feature[]]>([
  ['the sandbox', "import { startSandbox } from '@block-slots/sandbox'", ['sandbox']],
  ['Prism', "import { startPrism } from '@block-slots/mock'", ['prism']],
  ['the sync', "import { createSync } from '@block-slots/sync'", ['sync']],
  ['the entry for Node', "import { fileStore } from '@block-slots/client/node'", ['node']],
  ['undici', "import { undiciTransport } from '@block-slots/client/undici'", ['undici']],
  ['a module of Node', "import { join } from 'node:path'", ['node']],
  ['more of the process than the token', "process.stdout.write('')", ['process']],
])('a block that needs %s is skipped where it is missing', (_, code, features) => {
  const [program] = document('const kept = process.env.HIGHLEVEL_TOKEN', code)
  if (program === undefined) throw new Error('No program')
  expect(codeFor(program, featureSet())).toBe('const kept = process.env.HIGHLEVEL_TOKEN\n')
  expect(codeFor(program, featureSet(...features))).toContain(code)
})

test('a block that imports third-party packages runs nowhere', () => {
  const [program] = document("import { trace } from '@opentelemetry/api'")
  expect(program && codeFor(program, featureSet('node', 'process', 'sandbox', 'prism', 'bin'))).toBe('')
})

/** A runtime with a fixed output, which records the code. */
function fake(...printed: unknown[][]): Runtime & { readonly ran: string[] } {
  const ran: string[] = []
  return { ran, version: '0', features: featureSet(), run: async (_, code) => (ran.push(code), printed) }
}
const installation = { folder: '', sandboxModule }

test('printed values are formatted as by Node', async () => {
  const runtime = fake([{ a: 'x' }, undefined], ['b'])
  expect(await evaluate(runtime, installation, 'x', "// => { a: 'x' } undefined\n// => b")).toEqual({
    passed: 2,
  })
})

test.each([
  ['another line', [['a']], 'expected "b" and got "a"'],
  ['too little', [], 'expected "b" and got no more output'],
  ['too much', [['b'], ['c']], 'expected no more output and got "c"'],
])('%s is a failure', async (_, printed, failed) => {
  expect(await evaluate(fake(...printed), installation, 'x', '// => b')).toEqual({ failed })
})

test.each(['createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN })', 'createBlockSlotsClient()'])(
  '%s is redirected to the sandbox, with the token where there is no process',
  async (code) => {
    const runtime = fake()
    await evaluate(runtime, installation, 'x', code)
    expect(runtime.ran[0]).toMatch(
      /^createBlockSlotsClient\(\{baseUrl: "http:\/\/127\.0\.0\.1:\d+", token: "[^"]+" \}\)$/,
    )
  },
)

test('a client that cannot be redirected is not run', async () => {
  const runtime = fake()
  const result = await evaluate(runtime, installation, 'x', 'createBlockSlotsClient(options)')
  expect(result).toEqual({ failed: 'A client is created in a form that cannot be redirected to the sandbox' })
  expect(runtime.ran).toEqual([])
})
