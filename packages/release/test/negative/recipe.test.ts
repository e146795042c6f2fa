import { expect, test } from 'vitest'
import { failuresIn } from '../../negative/recipe.ts'

test('errors of the compiler and failed tests are read by file', () => {
  const output = [
    "src/a.ts(1,2): error TS2741: Property 'b' is missing.",
    ' FAIL  |unit| test/a.test.ts > a group > a case',
    ' FAIL  |unit| test/b.test.ts',
    ' ✓ |unit| test/c.test.ts (3 tests)',
  ].join('\n')
  expect(failuresIn(output)).toEqual([
    { file: 'src/a.ts', message: "TS2741: Property 'b' is missing." },
    { file: 'test/a.test.ts', message: 'a group > a case' },
    { file: 'test/b.test.ts', message: 'does not load' },
  ])
})
