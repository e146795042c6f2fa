import { transformSync } from 'esbuild'

/** A feature that a program may need beside the language and the Web platform. */
export type Feature =
  /** Node's own modules, for `@block-slots/client/node`. */
  | 'node'
  /** The package undici, for `@block-slots/client/undici`; Bun has one of its own that cannot dispatch. */
  | 'undici'
  /** `globalThis.process`. */
  | 'process'
  /** `@block-slots/sandbox`, which needs Node 20.19. */
  | 'sandbox'
  /** `@block-slots/mock`, whose Prism needs Node 24.18. */
  | 'prism'
  /** `@block-slots/sync` and `block-slots`, which need the SQLite of Node 22.13. */
  | 'sync'
  /** The commands in `node_modules/.bin`. */
  | 'bin'

/** The project in which a program runs, and the service that it calls. */
export type RunContext = {
  readonly folder: string
  readonly url: string
  readonly token: string
  /** Fails a program that writes to standard error, as the runtime's own warnings are. */
  readonly quiet?: boolean
}

/** The arguments of `console.log`, call by call. */
export type Printed = readonly (readonly unknown[])[]

/** A started runtime. */
export type Runtime = {
  /** The exact version. */
  readonly version: string
  readonly features: ReadonlySet<Feature>
  /** Runs a module under a name; rejects with its error. */
  readonly run: (name: string, code: string, context: RunContext) => Promise<Printed>
  /** The address of the service, where a program cannot reach it directly. */
  readonly origin?: string
  /** Its executable, where it is a program. */
  readonly file?: string
  /** A note for a runtime that resends a create by itself when a reused connection breaks. */
  readonly resends?: string
  readonly close?: () => Promise<void>
}

/** A runtime that is not started yet; a browser may be missing. */
export type RuntimeSpec = {
  /** As in the README. */
  readonly name: string
  readonly features: ReadonlySet<Feature>
  readonly open: (folder: string) => Promise<Runtime>
}

/** Parses printed arguments. Each is wrapped in an object, because JSON has no `undefined`. */
export function parsePrinted(json: string): Printed {
  const calls: { readonly value?: unknown }[][] = JSON.parse(json)
  return calls.map((args) => args.map(({ value }) => value))
}

/** Replaces `console.log` in a module: keeps the arguments as data, which the parent formats. */
export const captureConsole = `const printed = []
console.log = (...args) => void printed.push(args.map((value) => ({ value })))
`

/** TypeScript to JavaScript, for runtimes without type stripping. */
export const stripTypes = (code: string): string =>
  transformSync(code, { loader: 'ts', format: 'esm', target: 'es2022' }).code
