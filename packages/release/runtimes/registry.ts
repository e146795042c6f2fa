import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { runServer } from 'verdaccio'
import { run } from '../shared/command.ts'
import { temporaryFolder } from '../shared/temporary-folder.ts'

/** A registry on this machine. */
export type Registry = {
  readonly url: string
  /** Stops it and removes what it holds. */
  readonly close: () => Promise<void>
}

/** npm's settings for its registry. */
type NpmSettings = {
  readonly registry: string
  readonly cafile?: string | null
  readonly 'https-proxy'?: string | null
  readonly noproxy?: string | readonly string[] | null
}

/** The names of this repository: such packages are never fetched from elsewhere, nor published there. */
const ours = ['block-slots', '@block-slots/*']

/**
 * Starts an empty Verdaccio in this process. It accepts the packages of this repository without authentication, and proxies
 * all others from the registry in npm's settings.
 */
export async function startRegistry(upstream?: string): Promise<Registry> {
  const npm: NpmSettings = JSON.parse(await run('npm', ['config', 'list', '--json']))
  const { registry, cafile, 'https-proxy': proxy, noproxy } = npm
  const folder = temporaryFolder('registry')
  const open = { access: '$all', publish: '$all', unpublish: '$all' }
  const configuration = {
    storage: join(folder.path, 'storage'),
    self_path: folder.path,
    auth: {},
    web: { enable: false },
    middlewares: {},
    // No cache, because the folder lives for one run. By default, two failures make Verdaccio respond with 404 for five
    // minutes; `max_fails` keeps it at 503, which npm retries.
    uplinks: {
      upstream: {
        url: upstream ?? registry,
        ...(cafile && { ca: readFileSync(cafile, 'utf8') }),
        ...(proxy && { https_proxy: proxy, no_proxy: [noproxy ?? []].flat().join(',') }),
        cache: false,
        maxage: '10m',
        timeout: '60s',
        max_fails: 1_000,
        fail_timeout: '1s',
      },
    },
    packages: {
      ...Object.fromEntries(ours.map((name) => [name, open])),
      '**': { access: '$all', publish: 'nobody', proxy: 'upstream' },
    },
    publish: { allow_offline: true },
    max_body_size: '50mb',
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
  }
  const server: Server = await runServer(configuration)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('The registry has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      folder.remove()
    },
  }
}
