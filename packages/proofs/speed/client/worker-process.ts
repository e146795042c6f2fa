import { execFile } from 'node:child_process'
import { pathToFileURL, fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** How programs are run: against which service, with how many creates, and on which form of our package. */
export type WorkerOptions = {
  readonly baseUrl: string
  readonly calls: number
  readonly fromSources: boolean
}

/** Processor time of a create in microseconds. */
export type Costs = { readonly sequential: number; readonly inFlight: number }

/** Flags of Node with which our package is imported from its sources, if it is. */
export const importFlags = (fromSources: boolean): readonly string[] =>
  fromSources ? ['--conditions=block-slots-source'] : []

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))
const run = promisify(execFile)

/** Measures a program in a process of its own. */
export async function runWorker(
  program: string,
  { baseUrl, calls, fromSources }: WorkerOptions,
): Promise<Costs> {
  const args = [...importFlags(fromSources), worker, pathToFileURL(program).href, baseUrl, String(calls)]
  const { stdout } = await run(process.execPath, args)
  return JSON.parse(stdout)
}
