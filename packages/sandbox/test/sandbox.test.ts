import { expect, onTestFinished, test } from 'vitest'
import { type Fault, startSandbox, virtualClock } from '../src/index.ts'
import { creator, until } from './support/create.ts'

test('await using closes the sandbox at the end of the block', async () => {
  let url: string
  {
    await using sandbox = await startSandbox()
    url = sandbox.url
    expect((await fetch(url)).status).toBe(404)
  }
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('an unknown name of a token throws and lists the names', async () => {
  await using sandbox = await startSandbox()
  expect(() => sandbox.tokenByName('admin')).toThrow(
    /^There is no token "admin" in this sandbox\. Use one of full, private-integration, /,
  )
})

test.each([
  ['close', 2, 'fetch failed ECONNREFUSED connect'],
  ['reset', 0, '201'],
] as const)('%s ends what is pending', async (end, blocks, next) => {
  const clock = virtualClock()
  const faults: Fault[] = [
    { fault: 'late-commit', commitDelayMs: 60_000 },
    { fault: 'stall', on: 'second' },
    { fault: 'slow', on: [3], delayMs: 60_000 },
  ]
  const sandbox = await startSandbox({ clock, faults })
  onTestFinished(sandbox.close)
  const ask = creator(sandbox.fetch, sandbox, clock.now)
  await ask()
  const open = [ask(), ask()]
  await clock.advance(1)
  expect(clock.pending()).toBe(3)
  await sandbox[end]()
  expect((await Promise.all(open)).map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 2 }, () => 'fetch failed UND_ERR_SOCKET'),
  )
  expect(clock.pending()).toBe(0)
  await clock.advance(100_000)
  expect(sandbox.blocks()).toHaveLength(blocks)
  expect((await ask()).outcome).toBe(next)
})
test('close ends a stall over a socket', async () => {
  const sandbox = await startSandbox({
    faults: [{ fault: 'stall' }, { fault: 'slow', on: 'second', delayMs: 1e6 }],
  })
  const ask = creator(fetch, sandbox, Date.now)
  const open = [ask(), ask()]
  await until(() => sandbox.audit.length === 6)
  await sandbox.close()
  for (const { outcome } of await Promise.all(open))
    expect(outcome).toMatch(/^fetch failed (UND_ERR_SOCKET|ECONNRESET)/)
})
