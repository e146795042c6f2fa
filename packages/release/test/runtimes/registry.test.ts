import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { startRegistry } from '../../runtimes/registry.ts'
import { install } from '../../runtimes/consumer.ts'

const put = (url: string, name: string): Promise<Response> => {
  const version = { name, version: '1.0.0', dist: { tarball: `${url}${name}/-/x-1.0.0.tgz` } }
  const file = { content_type: 'application/octet-stream', data: 'AA==', length: 1 }
  return fetch(url + name.replace('/', '%2f'), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      _id: name,
      name,
      'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': version },
      _attachments: { 'x-1.0.0.tgz': file },
    }),
  })
}

test('the registry accepts the names of this repository from anyone, and no others', async () => {
  const registry = await startRegistry()
  onTestFinished(registry.close)
  for (const name of ['block-slots', '@block-slots/client', '@block-slots/anything']) {
    expect((await put(registry.url, name)).status).toBe(201)
    const response = await fetch(registry.url + name)
    expect(await response.json()).toMatchObject({ name, versions: { '1.0.0': { name } } })
  }
  for (const name of ['openapi-fetch', '@other/client']) {
    expect((await put(registry.url, name)).status).toBeGreaterThanOrEqual(400)
  }
})

test('an unpublished name of this repository is not looked up elsewhere', async () => {
  const registry = await startRegistry()
  onTestFinished(registry.close)
  expect((await fetch(`${registry.url}block-slots`)).status).toBe(404)
})

test('an unreachable upstream registry is asked again', async () => {
  const requested: string[] = []
  // The first three requests fail, one more than Verdaccio tolerates by default.
  const upstream = createServer(({ url = '' }, response) => {
    requested.push(url)
    if (requested.length < 4) response.destroy()
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void upstream.close())
  const address = upstream.address()
  if (address === null || typeof address === 'string') throw new TypeError('The other registry has no port')
  const registry = await startRegistry(`http://127.0.0.1:${address.port}/`)
  onTestFinished(registry.close)
  await expect(install(registry, ['missing-package'])).rejects.toThrow(/404.*missing-package/)
  expect(requested).toHaveLength(4)
})
