import { packageOf, type ImportGraph } from './imports.ts'

/** The imports that a package may have. */
type Boundary = {
  /** Packages that published code may import, optional peers included. */
  readonly runtime: readonly string[]
  /** The folders or files below `src` that may import Node's modules; `true` for all. */
  readonly node: true | readonly string[]
}

/** The boundaries of the packages, by folder. Their tests and tools are bound by `turbo boundaries` alone. */
export const boundaries: Readonly<Record<string, Boundary>> = {
  'packages/client': { runtime: ['openapi-fetch', 'undici', 'redis', 'ioredis'], node: ['node/', 'undici/'] },
  'packages/helpers': { runtime: [], node: [] },
  'packages/mock': {
    runtime: ['@block-slots/spec', '@stoplight/prism-http', 'vitest'],
    node: true,
  },
  'packages/sandbox': { runtime: ['vitest'], node: true },
  'packages/sync': {
    runtime: [
      '@block-slots/client',
      '@block-slots/helpers',
      'date-holidays',
      'pg',
      'pg-boss',
      'string-width',
      'yaml',
      'zod',
    ],
    node: true,
  },
  'packages/cli': {
    runtime: [
      '@block-slots/client',
      '@block-slots/helpers',
      '@block-slots/sandbox',
      '@block-slots/sync',
      '@clack/prompts',
      'commander',
      'date-holidays',
      'yaml',
    ],
    node: true,
  },
}

/** The imports of a package's modules that its boundary does not allow, one sentence each. */
export function findViolations(graph: ImportGraph, { runtime, node }: Boundary): string[] {
  return [...graph].flatMap(([file, imports]) =>
    imports.flatMap((specifier) => {
      // A package may read its own manifest.
      if (graph.has(specifier) || specifier === '../package.json') return []
      if (specifier.startsWith('..')) return [`${file} imports ${specifier}, which is outside the package`]
      if (specifier.startsWith('node:')) {
        const isAllowed = node === true || node.some((path) => file.startsWith(path))
        return isAllowed ? [] : [`${file} imports ${specifier}, and has to load without Node`]
      }
      return runtime.includes(packageOf(specifier)) ? [] : [`${file} imports ${specifier}`]
    }),
  )
}
