import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import type * as sandboxModule from '@block-slots/sandbox'
import { expectedLines } from '../shared/code-block.ts'
import { codeOf, fileName, importsOf, type Program } from '../shared/program.ts'
import type { Feature, Printed, Runtime } from './runtime.ts'

/** The published sandbox, as installed in a consumer's project. */
export type SandboxModule = Pick<typeof sandboxModule, 'startSandbox'>

/** The result of a check: the number of expected lines that were printed, or the failure. */
export type CheckResult = { readonly passed: number } | { readonly failed: string }

/** Loads the installed sandbox. */
export const loadSandbox = (folder: string): Promise<SandboxModule> =>
  import(pathToFileURL(join(folder, 'node_modules/@block-slots/sandbox/dist/index.js')).href)

/** The code of a program, without the blocks that need features the runtime lacks. */
export function codeFor({ blocks }: Program, features: ReadonlySet<Feature>): string {
  const kept = blocks.filter(({ code }) =>
    [...requiredFeatures(code)].every((feature) => feature !== 'other' && features.has(feature)),
  )
  return codeOf(kept)
}

/** The features that a block needs; `other` for packages that no consumer installs. */
function requiredFeatures(code: string): Set<Feature | 'other'> {
  const needed = importsOf(code).flatMap((from): (Feature | 'other')[] => {
    if (/^node:|^@block-slots\/client\/node$/.test(from)) return ['node']
    if (from === '@block-slots/client/undici') return ['undici']
    if (from.startsWith('@block-slots/sandbox')) return ['sandbox']
    if (from.startsWith('@block-slots/mock')) return ['prism']
    if (from.startsWith('@block-slots/sync')) return ['sync']
    return /^@block-slots\/(?:client|helpers)/.test(from) ? [] : ['other']
  })
  // The token is replaced where there is no `process`; any other use of it needs one.
  if (/\bprocess\b/.test(code.replaceAll(tokenVariable, ''))) needed.push('process')
  return new Set(needed)
}

const tokenVariable = /\bprocess\.env\.HIGHLEVEL_TOKEN\b/g
const clientCalls = /\bcreateBlockSlots(?:Client|Api)\(/g

/** Points a program to a sandbox. Without a `process`, replaces the token variable by its value, as bundlers do. */
function redirectToSandbox(code: string, url: string, token: string, features: ReadonlySet<Feature>): string {
  const redirected = code
    // Without options a client reads the token variable itself, which needs a `process`.
    .replaceAll(
      /\b(createBlockSlots(?:Client|Api))\(\)/g,
      features.has('process') ? '$1({ })' : '$1({ token: process.env.HIGHLEVEL_TOKEN })',
    )
    .replaceAll(/\bcreateBlockSlots(?:Client|Api)\(\{(?=\s)/g, `$&baseUrl: ${JSON.stringify(url)},`)
  if (
    redirected.match(clientCalls)?.length !==
    redirected.match(/\bcreateBlockSlots(?:Client|Api)\(\{baseUrl/g)?.length
  ) {
    throw new Error('A client is created in a form that cannot be redirected to the sandbox')
  }
  return features.has('process') ? redirected : redirected.replaceAll(tokenVariable, JSON.stringify(token))
}

type Sandbox = Awaited<ReturnType<SandboxModule['startSandbox']>>

/** Runs code on a runtime against a sandbox of its own, and compares its output with the expected lines. */
export async function evaluate(
  runtime: Runtime,
  {
    folder,
    sandboxModule: { startSandbox },
  }: { readonly folder: string; readonly sandboxModule: SandboxModule },
  name: string,
  code: string,
  {
    faults,
    quiet,
    inspect,
  }: {
    readonly faults?: Parameters<Sandbox['setFaults']>[0]
    /** Fails code that writes to standard error. */
    readonly quiet?: boolean
    readonly inspect?: (sandbox: Sandbox) => void
  } = {},
): Promise<CheckResult> {
  const sandbox = await startSandbox(faults === undefined ? {} : { faults })
  try {
    const { url, token } = sandbox
    const ready = redirectToSandbox(code, runtime.origin ?? url, token, runtime.features)
    const context = { folder, url, token, ...(quiet === undefined ? {} : { quiet }) }
    const printed = linesOf(await runtime.run(fileName(name), ready, context))
    const wanted = expectedLines(code)
    const at = wanted.findIndex((line, index) => line !== printed[index])
    if (at >= 0)
      return {
        failed: `expected "${wanted[at]}" and got ${at < printed.length ? `"${printed[at]}"` : 'no more output'}`,
      }
    if (printed.length > wanted.length)
      return { failed: `expected no more output and got "${printed[wanted.length]}"` }
    inspect?.(sandbox)
    return { passed: wanted.length }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  } finally {
    await sandbox.close()
  }
}

/** Formats printed values as Node does, independent of the runtime. */
const linesOf = (printed: Printed): string[] => printed.flatMap((args) => format(...args).split('\n'))
