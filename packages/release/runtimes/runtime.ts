import { transformSync } from 'esbuild'

/** What a program may use beside the language and the Web platform. */
export type Feature =
  /** Node's own modules, which `@block-slots/client/node` imports. */
  | 'node'
  /** `globalThis.process`. */
  | 'process'
  /** `@block-slots/mock`: its Prism needs Node 24.18. */
  | 'mock'
  /** The commands in `node_modules/.bin`. */
  | 'bin'

/** Where a program runs: a stranger's project, and the service that it talks to. */
export type RunContext = { readonly folder: string; readonly url: string; readonly token: string }

/** What a program handed to `console.log`, call by call. */
export type Printed = readonly (readonly unknown[])[]

/** Something that runs programs, and can be closed. */
export type Runtime = {
  /** The exact version. */
  readonly version: string
  readonly features: ReadonlySet<Feature>
  /** Runs a module of a name; rejects with what went wrong. */
  readonly run: (name: string, code: string, world: RunContext) => Promise<Printed>
  /** Under which address a program reaches the service, where it cannot do so directly. */
  readonly origin?: string
  /** The program that it is, where it is one. */
  readonly file?: string
  /** What there is to say where the runtime itself sends a create again when a connection breaks that has served before. */
  readonly resends?: string
  readonly close?: () => Promise<void>
}

/** A runtime that is yet to be started; a browser may not be there. */
export type RuntimeSpec = {
  /** As the README says it. */
  readonly name: string
  readonly hasPrism: boolean
  readonly open: (folder: string) => Promise<Runtime>
}

/** Reads what crossed the border as JSON: each argument in an object of its own, because `undefined` has no JSON. */
export function parsePrinted(json: string): Printed {
  const calls: { readonly value?: unknown }[][] = JSON.parse(json)
  return calls.map((args) => args.map(({ value }) => value))
}

/** Takes the place of `console.log` while a module runs: keeps the arguments as data, for the parent to format. */
export const captureConsole = `const printed = []
console.log = (...args) => void printed.push(args.map((value) => ({ value })))
`

/** A module for a runtime that knows no types. */
export const stripTypes = (code: string): string =>
  transformSync(code, { loader: 'ts', format: 'esm', target: 'es2022' }).code
