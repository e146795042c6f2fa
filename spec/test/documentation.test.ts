import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { generateTypes } from '../tool/codegen.ts'
import { documentProperties, plainDescriptions } from '../tool/documentation.ts'

const document = {
  components: {
    schemas: {
      Time: { type: 'string', description: 'RFC 3339 with an offset.\n', examples: ['a', 'b'] },
      Block: {
        properties: {
          startTime: { $ref: '#/components/schemas/Time', description: 'When it starts.' },
          endTime: { $ref: '#/components/schemas/Time' },
          title: { type: 'string', description: 'One line.' },
        },
      },
    },
  },
}

test('a property that is a reference is described by itself, then by its schema', () => {
  expect(documentProperties(document)).toMatchObject({
    components: {
      schemas: {
        Block: {
          properties: {
            startTime: { description: 'When it starts.\nRFC 3339 with an offset.', examples: ['a'] },
            endTime: { description: 'RFC 3339 with an offset.' },
            title: { type: 'string', description: 'One line.' },
          },
        },
      },
    },
  })
})

describe('a comment of the generator becomes plain text', () => {
  test.each([
    ['one line', '  /** @description An id. */', '  /** An id. */'],
    ['no description', '/** Format: uri */', '/** Format: uri */'],
    [
      'lines, a format and an example',
      '/**\n * Format: date-time\n * @description A time.\n *     Two lines.\n *\n *     More.\n * @example 1\n */',
      '/**\n * A time.\n * Two lines.\n *\n * More.\n *\n * Format: date-time\n * @example 1\n */',
    ],
    [
      'a summary',
      '    /**\n     * Create a block\n     * @description Blocks time.\n     */',
      '    /**\n     * Create a block\n     *\n     * Blocks time.\n     */',
    ],
  ])('%s', (_, given, expected) => {
    expect(plainDescriptions(`${given}\n`)).toBe(`${expected}\n`)
  })
})

test('no generated description is a tag, and every field of a block, a row and a query has one', async () => {
  const types = await generateTypes(readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8'))
  expect(types).not.toContain('@description')
  // A line that began with the name of a package would be a tag.
  expect(types).not.toMatch(/^\s*\* @block-slots/m)
  for (const name of ['CreateBlockSlotOnCalendar', 'CreateBlockSlotForUser', 'BlockSlot', 'CalendarEvent']) {
    const [, fields = ''] = new RegExp(`^        ${name}: \\{\n(.*?)^        \\};`, 'ms').exec(types) ?? []
    const described = [...fields.matchAll(/\*\/\n {12}(\w+)\??:/g)].map(([, field]) => field)
    const all = [...fields.matchAll(/^ {12}(\w+)\??: (?!never)/gm)].map(([, field]) => field)
    expect(all.length).toBeGreaterThan(4)
    expect(described).toEqual(all)
  }
})
