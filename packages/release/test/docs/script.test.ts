import { expect, test } from 'vitest'
import type { CodeBlock } from '../../shared/code-block.ts'
import { parseCommands } from '../../docs/shell-command.ts'
import { findMissingScripts } from '../../docs/script-mention.ts'
import { comparePrinted } from '../../docs/execute.ts'
import type { Member } from '../../docs/project.ts'
import { scriptProblem } from '../../docs/script.ts'

const block = (language: string, code: string, line = 1): CodeBlock => ({
  file: 'x.md',
  line,
  language,
  code,
})
const members: readonly Member[] = [
  { folder: '.', manifest: { name: 'root', scripts: { test: '', build: '' } } },
  { folder: 'packages/a', manifest: { name: '@x/a', scripts: { bench: '' } } },
]

test('a backslash continues a command on the next line, and comments are removed', () => {
  const commands = parseCommands(block('sh', 'a "b c" \\\n  --d=\'e f\' # g\n# h\ni'))
  expect(commands.map(({ words, line }) => [line, ...words])).toEqual([
    [2, 'a', 'b c', '--d=e f'],
    [5, 'i'],
  ])
})

test.each([
  ['pnpm test', undefined],
  ['npm run build', undefined],
  ['npx --yes pnpm@12 build', undefined],
  ['pnpm --filter @x/a bench --quick', undefined],
  ['pnpm --filter @x/a', undefined],
  ['pnpm bench', '`pnpm bench`: there is no script "bench" in package.json.'],
  [
    'pnpm --filter @x/a test',
    '`pnpm --filter @x/a test`: there is no script "test" in packages/a/package.json.',
  ],
  ['pnpm --filter @x/b test', '`pnpm --filter @x/b test`: there is no package @x/b.'],
])('the problem of %s is %s', (command, problem) => {
  expect(scriptProblem(command.split(' '), members)).toBe(problem)
})

test('a table of scripts can name scripts of the root, of a package, and more of the same package', () => {
  const table = [
    '| script | does |',
    '| --- | --- |',
    '| `build` | |',
    '| `--filter @x/a bench` | |',
    '| `… tset` | |',
    '| `bench` | |',
  ]
  const findings = findMissingScripts({ file: 'x.md', text: table.join('\n'), blocks: [] }, members)
  expect(findings.map(({ line, message }) => `${line} ${message}`)).toEqual([
    '5 `… tset`: there is no script "tset" in packages/a/package.json.',
    '6 `bench`: there is no script "bench" in package.json.',
  ])
})

test.each([
  ['1\n2\n', undefined],
  ['1\n', 'Expected `2` and got no more output.'],
  ['1\n3\n', 'Expected `2` and got `3`.'],
  ['1\n2\n3\n', 'Expected no more output and got `3`.'],
])('for the output %j instead of 1 and 2 the message is %s', (out, message) => {
  const expected = ['1', '2'].map((text, index) => ({ text, file: 'x.md', line: index + 1 }))
  expect(comparePrinted(expected, out)[0]?.message).toBe(message)
})

test('the document of an example speaks of the scripts of that example', () => {
  const folder = 'packages/docs/examples/one'
  const scripted = [...members, { folder, manifest: { name: 'example-one', scripts: { start: '' } } }]
  const text = 'Run `npm start`, then `npm run bench`.'
  const found = (file: string): string[] =>
    findMissingScripts({ file, text, blocks: [] }, scripted).map(({ message }) => message)
  expect(found(`${folder}/README.md`)).toEqual([
    '`npm run bench`: there is no script "bench" in packages/docs/examples/one/package.json.',
  ])
  expect(found('x.md')).toEqual([
    '`npm start`: there is no script "start" in package.json.',
    '`npm run bench`: there is no script "bench" in package.json.',
  ])
})
