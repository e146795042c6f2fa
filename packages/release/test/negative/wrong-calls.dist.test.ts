import { beforeAll, expect, test } from 'vitest'
import { compileWrongCalls, ruleLine } from '../../negative/compile-calls.ts'
import { wrongCalls } from '../../negative/wrong-calls.ts'
import { workspaceCompiler } from '../../shared/compile.ts'

// `pnpm prove types` compiles them with TypeScript 5.9 too.
let messages: readonly string[] = []
beforeAll(async () => {
  messages = await compileWrongCalls(workspaceCompiler)
})

const calls = wrongCalls.map((call, index) => ({ ...call, index }))

test.each(calls.filter(({ rule }) => rule !== undefined))('$name: $code', ({ index, rule }) => {
  expect(messages[index]).toContain(rule)
})

test.each(calls.filter(({ rule }) => rule === undefined))('$name is right: $code', ({ index }) => {
  expect(messages[index]).toBe('')
})

test('the first lines, and those that say the rules, are as recorded', async () => {
  const lines = wrongCalls.map(({ name, rule }, index) => {
    const message = messages[index] ?? ''
    const [first = ''] = message.split('\n')
    return [`${index + 1} ${name}`, ...new Set([first, ruleLine(message, rule)])].join('\n   ').trimEnd()
  })
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('wrong-calls.txt')
})
