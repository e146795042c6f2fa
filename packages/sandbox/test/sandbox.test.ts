import { expect, test } from 'vitest'
import { startSandbox } from '../src/index.ts'

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
