import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A built site on a free port of this machine. */
export type Served = { readonly url: string; readonly close: () => void }

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/** Serves a folder as GitHub Pages does: compressed, and a page without the ending of its file. */
export async function serveSite(folder: string): Promise<Served> {
  const server = createServer(({ url = '/' }, response) => {
    const file = findFile(folder, decodeURIComponent(new URL(url, 'http://site').pathname))
    const found = file ?? join(folder, '404.html')
    response.writeHead(file === undefined ? 404 : 200, {
      'Content-Type': types[extname(found)] ?? 'application/octet-stream',
      'Content-Encoding': 'gzip',
      'Cache-Control': 'max-age=600',
    })
    response.end(gzipSync(readFileSync(found)))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { url: `http://127.0.0.1:${address.port}`, close: () => void server.close() }
}

function findFile(folder: string, path: string): string | undefined {
  const place = join(folder, path)
  if (!place.startsWith(folder)) return undefined
  const candidates = path.endsWith('/') ? [join(place, 'index.html')] : [place, `${place}.html`]
  return candidates.find((file) => existsSync(file) && statSync(file).isFile())
}
