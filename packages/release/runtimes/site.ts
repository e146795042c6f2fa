import { createReadStream, existsSync } from 'node:fs'
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import { join, normalize } from 'node:path'
import { readManifest } from '../shared/manifest.ts'
import { entriesOf } from './compile.ts'

/** Serves the modules of a project, and proxies everything else to the service, so that a page has one origin. */
export type Site = {
  readonly url: string
  /** Sets the address of the service. */
  readonly passTo: (url: string) => void
  readonly close: () => Promise<void>
}

/** Serves the `node_modules` of a folder, and a page that resolves packages by an import map. */
export async function serve(folder: string, packages: readonly string[]): Promise<Site> {
  let service = ''
  const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify(
    {
      imports: Object.fromEntries(packages.flatMap((name) => importsFor(folder, name))),
    },
  )}</script>`
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname === '/') return void response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    if (/^\/(?:node_modules|run)\//.test(pathname))
      return sendFile(join(folder, normalize(pathname)), response)
    proxy(request, response, service)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('The site has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    passTo: (url) => void (service = url),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The import map entries of a package. */
function importsFor(folder: string, name: string): [string, string][] {
  const { exports = {} } = readManifest(join(folder, 'node_modules', name))
  return entriesOf(folder, name).flatMap((entry): [string, string][] => {
    const target = choose(exports[`.${entry.slice(name.length)}`])
    return target === undefined ? [] : [[entry, `/node_modules/${name}/${target.replace('./', '')}`]]
  })
}

/** Resolves a target of `exports` as a browser bundler does. */
function choose(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return undefined
  const found = Object.entries(target).find(([condition]) => /^(?:browser|import|default)$/.test(condition))
  return choose(found?.[1])
}

function sendFile(path: string, response: ServerResponse): void {
  if (!existsSync(path)) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': path.endsWith('.map') ? 'application/json' : 'text/javascript' })
  createReadStream(path).pipe(response)
}

/** Proxies a request. A connection that the service breaks is broken here too. */
function proxy(request: IncomingMessage, response: ServerResponse, service: string): void {
  const { method, headers, url } = request
  const proxied = send(new URL(url ?? '/', service), { method, headers }, (incoming) => {
    response.writeHead(incoming.statusCode ?? 502, incoming.headers)
    incoming.once('error', () => request.socket.resetAndDestroy()).pipe(response)
  })
  proxied.once('error', () => request.socket.resetAndDestroy())
  request.pipe(proxied)
}
