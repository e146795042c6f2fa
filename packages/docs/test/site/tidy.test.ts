import { expect, test } from 'vitest'
import { tidyPage } from '../../site/reference/tidy.ts'

test('names stay headings, and types without a description become links', () => {
  const page = `# client

## Functions

### days()

\`\`\`ts
# no heading
function days(options: Options): Days;
\`\`\`

Makes days.

#### Parameters

| Parameter | Type |
| ------ | ------ |
| \`options\` | [\`Options\`](#options-1) |

#### Returns

[\`Days\`](sync.md#days-2)

#### Example

Text.

***

## Type Aliases

### Client

\`\`\`ts
type Client = object;
\`\`\`

#### Methods

##### create()

Creates.
`
  expect(tidyPage(page, '@block-slots/client')).toBe(`# @block-slots/client

## Functions

### days() {#days}

\`\`\`ts
# no heading
function days(options: Options): Days;
\`\`\`

Makes days.

Types: [\`Options\`](#Options), [\`Days\`](sync.md#Days).

**Example**

Text.

## Type Aliases

### Client {#Client}

#### create() {#Client.create}

Creates.
`)
})

test('parameters with a description stay', () => {
  const table =
    '| Parameter | Type | Description |\n| ------ | ------ | ------ |\n| `a` | `string` | A name. |'
  expect(tidyPage(`### f()\n\n#### Parameters\n\n${table}\n`, 'x')).toBe(
    `### f() {#f}\n\n**Parameters**\n\n${table}\n`,
  )
})
