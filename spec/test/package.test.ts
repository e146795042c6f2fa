import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Fields, fields, list } from '../tool/document.ts'
import { withVersion } from '../tool/version.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const yaml = read('../openapi.yaml')

/** Every `$ref` in a document, wherever it stands. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return list(value).flatMap(references)
  const { $ref, ...rest } = fields(value)
  return [...(typeof $ref === 'string' ? [$ref] : []), ...Object.values(rest).flatMap(references)]
}

const outside = (document: unknown): string[] => references(document).filter((one) => !one.startsWith('#/'))

test('the document stands alone: it refers to nothing outside', () => {
  expect(references(parse(yaml)).length).toBeGreaterThan(100)
  expect(outside(parse(yaml))).toEqual([])
  expect(outside(parse(yaml.replace('#/components/schemas/Id', './id.yaml')))).toEqual(['./id.yaml'])
})

test('the document says the version of the package', () => {
  const { version }: Fields = fields(JSON.parse(read('../package.json')))
  expect(fields(fields(parse(yaml))['info'])['version'], 'pnpm release:version writes it').toBe(version)
})

test('another version changes one word of the document and nothing else', () => {
  const raised = withVersion(yaml, '12.3.4')
  const lines = yaml.split('\n')
  const changed = raised.split('\n').filter((line, index) => line !== lines[index])
  expect(changed).toEqual(['  version: 12.3.4'])
  expect(raised.split('\n')).toHaveLength(lines.length)
  expect(() => withVersion('info: {}', '1.0.0')).toThrow('no info.version')
})
