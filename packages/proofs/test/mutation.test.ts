import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { groups, sourcesOf, testsOf } from '../mutation/groups.ts'

const client = fileURLToPath(new URL('../../client/', import.meta.url))

test.each(Object.entries(groups))('the group %s has sources and tests in the client', (_, group) => {
  expect(sourcesOf(group, client)).not.toEqual([])
  expect(testsOf(group, client)).not.toEqual([])
})

test('a folder stands for the files directly in it', () => {
  const sources = sourcesOf({ sources: ['rate-limit/'], tests: [] }, client)
  expect(sources).toContain('rate-limit/local.ts')
  expect(sources.filter((file) => file.startsWith('rate-limit/redis/'))).toEqual([])
})

test('no test needs a server, a build or Redis', () => {
  const tests = Object.values(groups).flatMap((group) => testsOf(group, client))
  expect(tests.filter((file) => /\.(contract|dist|redis|sandbox)\.test\.ts$/.test(file))).toEqual([])
})
