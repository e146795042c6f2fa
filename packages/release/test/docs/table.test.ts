import { expect, test } from 'vitest'
import { fieldsOf, firstColumn, literalsOf } from '../../docs/table.ts'

const report = `
// @public
export type ErrorCode = (typeof errorCodes)[number];

// @public
const errorCodes: readonly ["not-sent", "aborted"];

// @public
export type Applied = "no" | "yes";

// @public
export type Options = Base & {
    readonly timeoutMs?: number | undefined;
    readonly nested: {
        readonly inner: string;
    };
};

`

test('the literals of a union are read, also from the constant that it is derived from', () => {
  expect(literalsOf(report, 'Applied')).toEqual(['no', 'yes'])
  expect(literalsOf(report, 'ErrorCode')).toEqual(['not-sent', 'aborted'])
})

test('the own fields of an object type are read', () => {
  expect(fieldsOf(report, 'Options')).toEqual(['timeoutMs', 'nested'])
})

test('a missing declaration is an error', () => {
  expect(() => literalsOf(report, 'Gone')).toThrow('Expected a declaration of Gone in the API report.')
})

test('the first column of a table ends with the table', () => {
  const table = '| `code` | when |\n| --- | --- |\n| `a-b` | `x` |\n| `c`, `d` | |\n\n| `e` |'
  expect(firstColumn(table, '`code`')).toEqual(['a-b', 'c', 'd'])
  expect(() => firstColumn(table, 'option')).toThrow('Expected a table with the header "option".')
})
