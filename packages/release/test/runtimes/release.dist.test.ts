import { afterAll, beforeAll, expect, test } from 'vitest'
import { checks } from '../../runtimes/check.ts'
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

test('strangers get what is declared, nothing else, and nothing of it runs while it is installed', () => {
  expect(released.problems).toEqual([])
})

test('the client and the helpers come as four packages', () => {
  const names = released.summary.matchAll(/^ {2}(\S+) \d+\.\d+\.\d+,/gm)
  expect(new Set([...names].map(([, name]) => name))).toEqual(
    new Set(['@block-slots/client', '@block-slots/helpers', 'openapi-fetch', 'openapi-typescript-helpers']),
  )
})

test.each(modes)('what strangers copy and import compiles (%s)', async (mode) => {
  expect(await compileAll(released.consumer.folder, publishedPackages, workspaceVersion, mode)).toBe('')
})

test.each(checks.filter(({ name }) => name === 'README' || name === 'command line'))(
  'what strangers copy prints what it says ($name)',
  async ({ run }) => {
    const { folder } = released.consumer
    const place = { folder, mock: await loadSandbox(folder) }
    expect(await run(thisNode, place)).toEqual({ held: expect.any(Number) })
  },
)
