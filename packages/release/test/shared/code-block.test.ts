import { expect, test } from 'vitest'
import { codeBlocks, expectedLines } from '../../shared/code-block.ts'

test('every block is found with its line and language, in a list and with tildes too', () => {
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

test('what is promised stands behind an arrow', () => {
  expect(expectedLines('f()\n// => 1 2\n// not this\ng() // => 3')).toEqual(['1 2', '3'])
})
