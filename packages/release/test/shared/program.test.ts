import { expect, test } from 'vitest'
import type { CodeBlock } from '../../shared/code-block.ts'
import { codeOf, programsOf } from '../../shared/program.ts'

const block = (language: string, code: string, line = 1): CodeBlock => ({
  file: 'x.md',
  line,
  language,
  code,
})
const document = (...blocks: string[]): CodeBlock[] => blocks.map((code) => block('ts', code))

test('blocks that continue the ones above are one program', () => {
  const [program, ...more] = programsOf(document("import { a } from 'a'\nconst b = a()", 'a(b) // => 1'))
  expect(more).toEqual([])
  expect(program?.name).toBe('x.md:1')
  expect(program && codeOf(program.blocks)).toBe("import { a } from 'a'\nconst b = a()\na(b) // => 1\n")
  expect(program?.expected.map(({ text }) => text)).toEqual(['1'])
})

test('a block that imports a name again starts a new program', () => {
  const programs = programsOf([
    block('ts', "import { a } from 'a'"),
    block('sh', 'a'),
    block('ts', "import { type B, c as d } from 'b'"),
    block('ts', "import {\n  d,\n} from 'c'"),
  ])
  expect(programs.map(({ lines }) => lines.length)).toEqual([2, 3])
})

test('a text block below a program is expected output, like its arrows, with its lines', () => {
  const [program] = programsOf([
    block('ts', 'f() // => 1\ng()', 3),
    block('jsonl', '{"a":1}', 8),
    block('text', 'no', 12),
  ])
  expect(program?.expected).toEqual([
    { text: '1', file: 'x.md', line: 4 },
    { text: '{"a":1}', file: 'x.md', line: 9 },
  ])
})

test.each([
  ['imports', "import { a } from 'a'", "import { b, a } from 'a'"],
  ['imports over several lines', "import {\n  a,\n} from 'a'", "import {\n  c as a,\n} from 'a'"],
  ['declares', 'const a = 1', 'let a = 2'],
  ['destructures', 'const { x, a } = f()', 'const [y, a = 3] = g()'],
  ['defines', 'function a() {}', 'export async function a() {}'],
])('a block that %s a name again starts a new program', (_, first, second) => {
  expect(programsOf(document(first, second))).toHaveLength(2)
})

test('other languages and inner declarations do not start a program', () => {
  expect(programsOf([block('sh', 'const a = 1')])).toEqual([])
  expect(programsOf(document('const a = 1', 'if (a) {\n  const a = 2\n}'))).toHaveLength(1)
})
