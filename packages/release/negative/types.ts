import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceCompiler } from '../shared/compile.ts'
import { root } from '../shared/root.ts'
import { compileWrongCalls, ruleLine } from './compile-calls.ts'
import { wrongCalls } from './wrong-calls.ts'

/*
 * `pnpm prove types`: compiles the calls that people get wrong with TypeScript 5.9 and 7 and prints the first line of each
 * message, before the types said the rules (recorded) and now, and the line that says the rule. Arguments filter the calls by
 * name. It fails where a message does not say its rule.
 */

const compilers = [
  ['5.9', join(root, 'packages/release/node_modules/typescript/bin/tsc')],
  ['7', workspaceCompiler],
] as const

const recorded = readFileSync(new URL('wrong-calls.before.json', import.meta.url), 'utf8')
const before: Readonly<Record<string, readonly string[]>> = JSON.parse(recorded)
const chosen = (name: string): boolean => process.argv.slice(2).every((word) => name.includes(word))
const print = (text: string): void => void process.stdout.write(`${text}\n`)

const results: { version: string; messages: readonly string[] }[] = []
for (const [version, tsc] of compilers) {
  results.push({ version, messages: await compileWrongCalls(tsc) })
}

for (const [index, { name, code, rule }] of wrongCalls.entries()) {
  if (!chosen(name)) continue
  print(`\n${index + 1} ${name}: ${code}`)
  for (const { version, messages } of results) {
    const message = messages[index] ?? ''
    const [first = ''] = message.split('\n')
    const said = ruleLine(message, rule)
    print(`  ${version.padEnd(4)}before  ${before[version]?.[index] ?? ''}`)
    print(`      now     ${first === '' ? 'no error' : first}`)
    if (said !== first) print(`      rule    ${said}`)
    if (rule === undefined ? message === '' : message.includes(rule)) continue
    print(`      MISSING ${rule ?? 'no error'}`)
    process.exitCode = 1
  }
}

print('')
for (const { version, messages } of results) {
  const errors = wrongCalls.filter((_, index) => messages[index] !== '')
  const says = wrongCalls.filter(({ rule }, index) => rule !== undefined && messages[index]?.includes(rule))
  print(
    `TypeScript ${version}: ${wrongCalls.length} calls, ${errors.length} errors, ${says.length} say what is right`,
  )
}
