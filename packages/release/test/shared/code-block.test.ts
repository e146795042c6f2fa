import { expect, test } from 'vitest'
import { codeBlocks, expectedLines } from '../../shared/code-block.ts'

test('code blocks are found with line and language, in lists and with tildes too', () => {
  const markdown = [
    '```ts',
    'a()',
    '```',
    '',
    '- item',
    '',
    '  ~~~sh',
    '  b',
    '  ~~~',
    'text',
    '',
    '    indented',
  ].join('\n')
  expect(codeBlocks('x.md', markdown)).toEqual([
    { file: 'x.md', line: 1, language: 'ts', code: 'a()' },
    { file: 'x.md', line: 7, language: 'sh', code: 'b' },
    { file: 'x.md', line: 12, language: '', code: 'indented' },
  ])
})

test('expected lines follow an arrow', () => {
  expect(expectedLines('f()\n// => 1 2\n// not this\ng() // => 3')).toEqual(['1 2', '3'])
})
