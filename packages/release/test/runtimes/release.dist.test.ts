import { afterAll, beforeAll, expect, test } from 'vitest'
import { checks } from '../../runtimes/check.ts'
import { dependencyClosure } from '../../runtimes/consumer.ts'
import { compileAll, workspaceVersion, modes } from '../../runtimes/compile.ts'
import { loadSandbox } from '../../runtimes/evaluate.ts'
import { thisNode } from '../../runtimes/process.ts'
import { publishedPackages, type Released, withRelease } from '../../runtimes/release.ts'

let released: Released
let finish: () => void = () => {}
let closed: Promise<void>

beforeAll(async () => {
  await new Promise<void>((resolve, reject) => {
    closed = withRelease((what) => {
      released = what
      resolve()
      return new Promise<void>((done) => (finish = done))
    })
    closed.catch(reject)
  })
}, 300_000)
afterAll(async () => {
  finish()
  await closed
})

test('an installation has the declared packages alone, and no install script', () => {
  expect(released.problems).toEqual([])
})

test('the client and the helpers are four packages with their dependencies', () => {
  const names = released.summary.matchAll(/^ {2}(\S+) \d+\.\d+\.\d+,/gm)
  expect(new Set([...names].map(([, name]) => name))).toEqual(
    new Set(['@block-slots/client', '@block-slots/helpers', 'openapi-fetch', 'openapi-typescript-helpers']),
  )
})

test('sync brings the client, the helpers and five packages from elsewhere, and no optional peer', () => {
  const names = dependencyClosure(released.consumer.packages, ['@block-slots/sync']).map(({ name }) => name)
  expect(names.toSorted()).toEqual([
    '@block-slots/client',
    '@block-slots/helpers',
    '@block-slots/sync',
    'ansi-regex',
    'get-east-asian-width',
    'openapi-fetch',
    'openapi-typescript-helpers',
    'string-width',
    'strip-ansi',
    'yaml',
    'zod',
  ])
  const installed = released.consumer.packages.map(({ name }) => name)
  expect(installed.filter((name) => name === 'pg' || name === 'pg-boss')).toEqual([])
})

test.each(modes)('the code of documents and every entry compile (%s)', async (mode) => {
  expect(await compileAll(released.consumer.folder, publishedPackages, workspaceVersion, mode)).toBe('')
})

test.each(checks.filter(({ name }) => ['README', 'sync', 'sync, quiet', 'commands'].includes(name)))(
  'the code of documents prints the expected lines ($name)',
  async ({ run }) => {
    const { folder } = released.consumer
    const installation = { folder, sandboxModule: await loadSandbox(folder) }
    expect(await run(thisNode, installation)).toEqual({ passed: expect.any(Number) })
  },
)
