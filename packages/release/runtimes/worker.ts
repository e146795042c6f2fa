import { build } from 'esbuild'
import { type RuntimeSpec, captureConsole, parsePrinted } from './runtime.ts'
import { loadRuntime, versionOf } from './installed.ts'

/** The used part of miniflare. */
type Miniflare = {
  readonly Miniflare: new (options: object) => {
    readonly dispatchFetch: (url: string) => Promise<{ readonly text: () => Promise<string> }>
    readonly dispose: () => Promise<void>
  }
}

/** A Worker that runs a program on a request, and responds with what was printed. */
const worker = `export default {
  async fetch() {
    ${captureConsole.replaceAll('\n', '\n    ')}
    try {
      await import('program')
      return Response.json({ printed, process: typeof globalThis.process })
    } catch (error) {
      return Response.json({ failed: String(error?.stack ?? error) })
    }
  },
}
`

/**
 * Cloudflare's workerd, with the Worker in one file as wrangler would put it there: by esbuild, for the conditions that
 * wrangler names. No compatibility flag is set, so Node's modules and globals are missing.
 */
export const workerRuntime: RuntimeSpec = {
  name: 'Cloudflare Workers',
  features: new Set(),
  async open(folder) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types are not installed with the repository
    const { Miniflare } = loadRuntime('miniflare') as Miniflare
    return {
      version: `workerd ${versionOf('miniflare', 'workerd')}`,
      features: new Set(),
      async run(_, code) {
        const script = await bundled(folder, code)
        const modules = [{ type: 'ESModule', path: 'worker.js', contents: script }]
        const server = new Miniflare({ modules, compatibilityDate: '2026-07-01', host: '127.0.0.1', port: 0 })
        try {
          const response = await server.dispatchFetch('http://127.0.0.1/')
          const { printed, process, failed } = JSON.parse(await response.text())
          if (failed !== undefined) throw new Error(failed)
          if (process !== 'undefined') throw new Error('There is a global process, which Workers do not have')
          return parsePrinted(JSON.stringify(printed))
        } finally {
          await server.dispose()
        }
      },
    }
  },
}

async function bundled(folder: string, code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: worker, resolveDir: folder, sourcefile: 'worker.js' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'program',
        setup(esbuild) {
          esbuild.onResolve({ filter: /^program$/ }, () => ({ path: 'program', namespace: 'program' }))
          esbuild.onLoad({ filter: /.*/, namespace: 'program' }, () => ({
            contents: code,
            loader: 'ts',
            resolveDir: folder,
          }))
        },
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
}
