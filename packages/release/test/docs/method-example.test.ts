import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { createBlockSlotsClient } from '@block-slots/client'
import { blockTimes, wholeDays } from '@block-slots/helpers'
import { startSandbox } from '@block-slots/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../../shared/root.ts'

/** The examples that editors show for the methods of a client, by method. `docs:check` runs those of functions. */
const text = readFileSync(join(root, 'packages/client/src/methods.ts'), 'utf8')
const examples = [...text.matchAll(/```ts\n([^]*?) *\* ```\n *\*\/\n *readonly (\w+):/g)].map(
  ([, code = '', name = '']) => ({ name, code: code.replaceAll(/^ *\* ?/gm, '') }),
)

const AsyncFunction: new (...source: string[]) => (...values: unknown[]) => Promise<unknown> =
  Object.getPrototypeOf(async () => {}).constructor

test('the main methods have one', () => {
  const names = examples.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['create', 'ensure', 'list', 'update', 'delete', 'calendar']))
})

test.each(examples)('that of $name runs', async ({ name, code }) => {
  const sandbox = await startSandbox()
  onTestFinished(() => sandbox.close())
  const client = createBlockSlotsClient({ token: sandbox.token, baseUrl: sandbox.url })
  const block = await client.create({
    calendarId: 'CVokAlI8fgw4WYWoCtQz',
    locationId: 'C2QujeCh8ZnC7al2InWR',
    ...blockTimes({ from: '2026-12-23T12:00', to: '13:00', timeZone: 'America/New_York' }),
  })
  const printed: unknown[][] = []
  const values = {
    client,
    ...(code.includes('const block =') ? {} : { block }),
    blockTimes,
    wholeDays,
    console: { log: (...each: unknown[]) => printed.push(each) },
  }
  expect(code).toContain(`client.${name}(`)
  await new AsyncFunction(...Object.keys(values), stripTypeScriptTypes(code))(...Object.values(values))
  expect(printed.flat()).not.toContain(undefined)
})
