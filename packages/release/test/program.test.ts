import { expect, test } from 'vitest'
import { codeOf, promisesOf, programsOf } from '../tool/matrix/program.ts'

const document = (...blocks: string[]): string =>
  blocks.map((code) => `\`\`\`ts\n${code}\n\`\`\`\n`).join('\n')

test('blocks that go on with what stands above are one program', () => {
  const [program, ...more] = programsOf(
    'x.md',
    document("import { a } from 'a'\nconst b = a()", 'a(b) // => 1'),
  )
  expect(more).toEqual([])
  expect(program?.name).toBe('x.md:1')
  expect(program && codeOf(program)).toBe("import { a } from 'a'\nconst b = a()\n\na(b) // => 1\n")
  expect(program && promisesOf(program)).toEqual(['1'])
})

test.each([
  ['imports', "import { a } from 'a'", "import { b, a } from 'a'"],
  ['imports over several lines', "import {\n  a,\n} from 'a'", "import {\n  c as a,\n} from 'a'"],
  ['declares', 'const a = 1', 'let a = 2'],
  ['takes apart', 'const { x, a } = f()', 'const [y, a = 3] = g()'],
  ['defines', 'function a() {}', 'export async function a() {}'],
])('a block that %s a name anew begins a program', (_, first, second) => {
  expect(programsOf('x.md', document(first, second))).toHaveLength(2)
})

test('what is no program, or declared further in, counts for nothing', () => {
  expect(programsOf('x.md', '```sh\nconst a = 1\n```\n')).toEqual([])
  expect(programsOf('x.md', document('const a = 1', 'if (a) {\n  const a = 2\n}'))).toHaveLength(1)
})
