import { expect, test } from 'vitest'
import { describeSchemas, describeType } from '../../site/reference/schema.ts'

test.each([
  [{ $ref: '#/components/schemas/Title' }, '[Title](#title)'],
  [{ oneOf: [{ $ref: '#/components/schemas/Id' }, { type: 'null' }] }, '[Id](#id) or null'],
  [{ type: 'array', items: { type: 'string', format: 'date-time' } }, 'list of string (date-time)'],
  [{ enum: ['event', 'personal'] }, '`"event"`, `"personal"`'],
  [{ type: ['string', 'null'] }, 'string or null'],
])('the type of %j is %s', (schema, words) => {
  expect(describeType(schema)).toBe(words)
})

test('a schema is a table of its fields', () => {
  const schemas = {
    Block: {
      description: 'A block.',
      required: ['title'],
      properties: { title: { type: 'string', description: 'One line,\nor | none.' }, id: { type: 'string' } },
    },
  }
  expect(describeSchemas({ components: { schemas } })).toEqual([
    '### Block',
    'A block.',
    '| field | type | |\n| --- | --- | --- |\n| `title` | string | One line, or \\| none. |\n| `id` | string, optional |  |',
  ])
})
