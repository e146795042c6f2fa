import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import type * as mocks from '@block-slots/sandbox'
import { expectedLines } from '../shared/code-block.ts'
import { codeOf, fileName, importsOf, type Program } from '../shared/program.ts'
import type { Feature, Printed, Runtime } from './runtime.ts'

/** The published mock, as a stranger's project has it. */
export type SandboxModule = Pick<typeof mocks, 'startSandbox'>

/** What came of a check: how many promised lines were printed, or what went wrong. */
export type CheckResult = { readonly held: number } | { readonly failed: string }

/** Loads the mock that was published. */
export const loadSandbox = (folder: string): Promise<SandboxModule> =>
  import(pathToFileURL(join(folder, 'node_modules/@block-slots/mock/dist/index.js')).href)

/** The code of a program, without the blocks that need what a runtime has not. */
export function codeFor({ blocks }: Program, can: ReadonlySet<Feature>): string {
  const kept = blocks.filter(({ code }) =>
    [...requiredFeatures(code)].every((ability) => ability !== 'more' && can.has(ability)),
  )
  return codeOf(kept)
}

/** What a block needs beside the language and the Web platform; more than we install is run nowhere. */
function requiredFeatures(code: string): Set<Feature | 'more'> {
  const needed = importsOf(code).flatMap((from): (Feature | 'more')[] => {
    if (/^node:|^@block-slots\/client\/node$/.test(from)) return ['node']
    if (from.startsWith('@block-slots/mock')) return ['mock']
    return /^@block-slots\/(?:client|helpers)/.test(from) ? [] : ['more']
  })
  // The token has a place everywhere, the rest of `process` has not.
  if (/\bprocess\b/.test(code.replaceAll(tokenPlace, ''))) needed.push('process')
  return new Set(needed)
}

const tokenPlace = /\bprocess\.env\.HIGHLEVEL_TOKEN\b/g
const makesClient = /\bcreateBlockSlots(?:Client|Api)\(/g

/** Sends to a sandbox what a program sends to the service; where there is no `process`, puts the token in its place, as bundlers do. */
function redirectToSandbox(code: string, url: string, token: string, can: ReadonlySet<Feature>): string {
  const led = code.replaceAll(
    /\bcreateBlockSlots(?:Client|Api)\(\{(?=\s)/g,
    `$&baseUrl: ${JSON.stringify(url)},`,
  )
  if (led.match(makesClient)?.length !== led.match(/\bcreateBlockSlots(?:Client|Api)\(\{baseUrl/g)?.length) {
    throw new Error('A client is made in a way that could not be led to the sandbox')
  }
  return can.has('process') ? led : led.replaceAll(tokenPlace, JSON.stringify(token))
}

type Sandbox = Awaited<ReturnType<SandboxModule['startSandbox']>>

/** Runs code on a runtime against a sandbox of its own, and compares what it prints with what it promises. */
export async function evaluate(
  runtime: Runtime,
  { folder, mock }: { readonly folder: string; readonly mock: SandboxModule },
  name: string,
  code: string,
  {
    faults,
    inspect,
  }: {
    readonly faults?: Parameters<Sandbox['setFaults']>[0]
    readonly inspect?: (sandbox: Sandbox) => void
  } = {},
): Promise<CheckResult> {
  const sandbox = await mock.startSandbox(faults === undefined ? {} : { faults })
  try {
    const { url, token } = sandbox
    const ready = redirectToSandbox(code, runtime.origin ?? url, token, runtime.features)
    const printed = linesOf(await runtime.run(fileName(name), ready, { folder, url, token }))
    const wanted = expectedLines(code)
    const at = wanted.findIndex((line, index) => line !== printed[index])
    if (at >= 0) return { failed: `promises "${wanted[at]}", prints "${printed[at] ?? 'nothing more'}"` }
    if (printed.length > wanted.length)
      return { failed: `prints "${printed[wanted.length]}", promises nothing more` }
    inspect?.(sandbox)
    return { held: wanted.length }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  } finally {
    await sandbox.close()
  }
}

/** What Node would have shown of what was printed, whatever the runtime's own way is. */
const linesOf = (printed: Printed): string[] => printed.flatMap((args) => format(...args).split('\n'))
