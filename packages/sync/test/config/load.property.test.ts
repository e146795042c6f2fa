import fc from 'fast-check'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkConfig } from '../../src/config/check.ts'
import { loadConfig } from '../../src/config/index.ts'
import { describeIssues } from '../../src/config/issue.ts'
import { configSchema } from '../../src/config/schema.ts'
import { env, messageOf, valid, writeFolder } from '../support/config.ts'

const lines = valid.trimEnd().split('\n')
const keys = [...valid.matchAll(/[\w-]+(?=:)/g)].map(({ 0: text, index }) => ({ text, index }))
const values = [...valid.matchAll(/(?<=[:[,] )[^\s,{}[\]][^,{}[\]\n]*|(?<=\[)\w+/g)].map(
  ({ 0: text, index }) => ({ text, index }),
)

type Edit = (text: string) => string

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '',
    '~',
    '1',
    '-1',
    'true',
    '[]',
    '{}',
    '*a',
    '&a b',
    '2026-12-24',
    '|',
    '"',
    "'",
    '- x',
    '!!str 1',
    '\t',
  ),
)

/** An edit that a person may make by mistake. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.nat(lines.length - 1).map(
    (at): Edit =>
      (text) =>
        text
          .split('\n')
          .filter((_, line) => line !== at)
          .join('\n'),
  ),
  fc.tuple(fc.constantFrom(...keys), word).map(
    ([key, name]): Edit =>
      (text) =>
        text.replace(`${key.text}:`, () => `${name}:`),
  ),
  fc.tuple(fc.constantFrom(...values), word).map(
    ([value, other]): Edit =>
      (text) =>
        text.replace(value.text, () => other),
  ),
  fc.tuple(fc.nat(valid.length), word).map(
    ([at, other]): Edit =>
      (text) =>
        `${text.slice(0, at)}${other}${text.slice(at)}`,
  ),
  fc.tuple(fc.nat(valid.length), fc.integer({ min: 1, max: 20 })).map(
    ([at, count]): Edit =>
      (text) =>
        `${text.slice(0, at)}${text.slice(at + count)}`,
  ),
)

test('an edited configuration is loaded, or each of its mistakes has a line and a column', async () => {
  const path = join(await writeFolder({}), 'block-slots.yaml')
  const seen = { loaded: 0, rejected: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      const text = edits.reduce((before, change) => change(before), valid)
      await writeFile(path, text)
      const message = await messageOf(loadConfig({ path, env }))
      if (message === '') {
        seen.loaded += 1
        return
      }
      seen.rejected += 1
      const [first, ...mistakes] = message.split('\n')
      expect(first).toMatch(/^sync: The configuration has (?:an error|\d+ errors)\.$/)
      expect(mistakes.length).toBeGreaterThan(0)
      const places = mistakes.map((mistake) => {
        const [, line = '', column = ''] = /block-slots\.yaml:(\d+):(\d+): \S.*[.?]$/.exec(mistake) ?? []
        expect([line, column, mistake]).not.toContain('')
        return [Number(line), Number(column)] as const
      })
      const total = text.split('\n').length
      for (const [line, column] of places) {
        expect(line).toBeLessThanOrEqual(total)
        expect(column).toBeLessThanOrEqual(text.length + 1)
      }
      for (const [at, [line, column]] of places.entries()) {
        const [lineBefore, columnBefore] = places[at - 1] ?? [0, 0]
        expect(line > lineBefore || (line === lineBefore && column >= columnBefore)).toBe(true)
      }
    }),
    { numRuns: 600, seed: 13 },
  )
  expect(Math.min(seen.loaded, seen.rejected)).toBeGreaterThan(20)
})

test('a module may export anything: it is valid, or each mistake is described', () => {
  const base: Readonly<Record<string, unknown>> = parse(valid)
  const anything = fc.anything({
    key: fc.oneof(fc.constantFrom('anna', 'for', 'user', 'items', '__proto__', 'constructor'), fc.string()),
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  })
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(base), ''), anything, (key, value) => {
      const config = key === '' ? value : { ...base, [key]: value }
      const issues = configSchema.safeParse(config).error?.issues ?? []
      const problems = [...describeIssues(config, issues), ...checkConfig(config)]
      for (const { message } of problems) expect(message).toMatch(/^Expected [^]*[.?]$/)
      expect(issues.length > 0 && problems.length === 0).toBe(false)
    }),
    { numRuns: 2000, seed: 13 },
  )
})
