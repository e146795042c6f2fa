import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Prepared, Setup } from './prepare.ts'
import { rightBody, sourceOf, wrongBodies } from './program.ts'

const run = promisify(execFile)
const installed = new URL('../../node_modules/', import.meta.url)
const compiler = fileURLToPath(new URL('typescript/bin/tsc', installed))

/** How many of the wrong bodies the compiler refuses with the types of a way. Undefined when it refuses the right body too. */
export async function countRefusedBodies(
  { candidate, folder }: Prepared,
  { fromSources }: Setup,
): Promise<number | undefined> {
  const bodies = Object.entries({ right: rightBody, ...wrongBodies })
  const names = bodies.map((_, index) => `body-${index}.ts`)
  for (const [index, [, body]] of bodies.entries())
    await writeFile(join(folder, names[index] ?? ''), sourceOf(candidate, body))
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    // Generated imports have no suffix.
    moduleResolution: 'bundler',
    typeRoots: [fileURLToPath(new URL('@types', installed))],
    types: ['node'],
    ...(fromSources ? { customConditions: ['block-slots-source'], allowImportingTsExtensions: true } : {}),
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: names }))
  const output = await run(process.execPath, [compiler, '--project', folder, '--pretty', 'false'], {
    cwd: folder,
  }).then(
    () => '',
    (error: unknown) => outputOf(error),
  )
  const refused = new Set([...output.matchAll(/^(body-\d+\.ts)\(.*?\): error /gm)].map(([, name]) => name))
  return refused.has(names[0]) ? undefined : refused.size
}

/** What the compiler printed. It exits with an error when it found one. */
function outputOf(error: unknown): string {
  if (error instanceof Error && 'stdout' in error) return String(error.stdout)
  throw error
}
