import * as mock from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { codeBlocks } from '../../shared/code-block.ts'
import { codeFor, evaluate } from '../../runtimes/evaluate.ts'
import type { Feature, Runtime } from '../../runtimes/runtime.ts'
import { type Program, programsOf } from '../../shared/program.ts'

const document = (...blocks: string[]): Program[] =>
  programsOf(codeBlocks('x.md', blocks.map((code) => `\`\`\`ts\n${code}\n\`\`\`\n`).join('\n')))
const able = (...can: Feature[]): ReadonlySet<Feature> => new Set(can)

test.each<[string, string, Feature[]]>([
  ['the mock', "import { startSandbox } from '@block-slots/sandbox'", ['mock']],
  ['the entry for Node', "import { fileStore } from '@block-slots/client/node'", ['node']],
  ['a module of Node', "import { join } from 'node:path'", ['node']],
  ['more of the process than the token', "process.stdout.write('')", ['process']],
])('a block that needs %s is left out where that is not', (_, code, can) => {
  const [program] = document('const kept = process.env.HIGHLEVEL_TOKEN', code)
  if (program === undefined) throw new Error('No program')
  expect(codeFor(program, able())).toBe('const kept = process.env.HIGHLEVEL_TOKEN\n')
  expect(codeFor(program, able(...can))).toContain(code)
})

test('a block that needs packages of others runs nowhere', () => {
  const [program] = document("import { trace } from '@opentelemetry/api'")
  expect(program && codeFor(program, able('node', 'process', 'mock', 'bin'))).toBe('')
})

/** A runtime that prints what it is told to, and keeps the code. */
function fake(...printed: unknown[][]): Runtime & { readonly ran: string[] } {
  const ran: string[] = []
  return { ran, version: '0', features: able(), run: async (_, code) => (ran.push(code), printed) }
}
const place = { folder: '', mock }

test('what is printed is shown as Node shows it, whatever the runtime', async () => {
  const runtime = fake([{ a: 'x' }, undefined], ['b'])
  expect(await evaluate(runtime, place, 'x', "// => { a: 'x' } undefined\n// => b")).toEqual({ held: 2 })
})

test.each([
  ['another line', [['a']], 'promises "b", prints "a"'],
  ['too little', [], 'promises "b", prints "nothing more"'],
  ['too much', [['b'], ['c']], 'prints "c", promises nothing more'],
])('%s fails', async (_, printed, failed) => {
  expect(await evaluate(fake(...printed), place, 'x', '// => b')).toEqual({ failed })
})

test('a client is led to the sandbox, with the token where there is no process', async () => {
  const runtime = fake()
  await evaluate(runtime, place, 'x', 'createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN })')
  expect(runtime.ran[0]).toMatch(
    /^createBlockSlotsClient\(\{baseUrl: "http:\/\/127\.0\.0\.1:\d+", token: "[^"]+" \}\)$/,
  )
})

test('a client that cannot be led to the sandbox is not let loose', async () => {
  const runtime = fake()
  const verdict = await evaluate(runtime, place, 'x', 'createBlockSlotsClient(options)')
  expect(verdict).toEqual({ failed: 'A client is made in a way that could not be led to the sandbox' })
  expect(runtime.ran).toEqual([])
})
