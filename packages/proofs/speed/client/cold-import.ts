import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { median } from '../median.ts'
import type { Prepared, Setup } from './prepare.ts'
import { importFlags } from './worker-process.ts'

const run = promisify(execFile)

/** Milliseconds by which the import of a program in a new process takes longer than that of an empty module. */
export async function measureImports(
  ways: readonly Prepared[],
  rounds: number,
  { folder, fromSources }: Setup,
): Promise<Map<string, number>> {
  const empty = join(folder, 'empty.mjs')
  await writeFile(empty, '')
  const timeOf = async (program: string): Promise<number> => {
    const href = JSON.stringify(pathToFileURL(program).href)
    const script = `const started = performance.now()
      await import(${href})
      process.stdout.write(String(performance.now() - started))
      process.exit()`
    const flags = [...importFlags(fromSources), '--input-type=module', '--eval', script]
    const { stdout } = await run(process.execPath, flags)
    return Number(stdout)
  }
  const differences = ways.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    // oxlint-disable-next-line no-await-in-loop -- Imports are measured one by one.
    const bare = await timeOf(empty)
    for (const [index, { program }] of ways.entries())
      // oxlint-disable-next-line no-await-in-loop -- As above.
      differences[index]?.push((await timeOf(program)) - bare)
  }
  return new Map(ways.map(({ candidate }, index) => [candidate.name, median(differences[index] ?? [])]))
}
