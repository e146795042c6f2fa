import { execFileSync } from 'node:child_process'
import { peersFolder } from './peers.ts'
import type { Figure } from '../../table.ts'
import { median } from '../median.ts'

const built = (path: string): string => new URL(`../../../client/dist/${path}`, import.meta.url).href

/** Time that an import adds to the run of an empty program. */
export function start(rounds = 21): Figure[] {
  const folder = peersFolder()
  const candidates: readonly { readonly name: string; readonly budget?: number; readonly program: string }[] =
    [
      { name: 'import of `@block-slots/client`', budget: 3, program: `import ${quote(built('index.js'))}` },
      {
        name: 'import of `@block-slots/client/node` with it',
        budget: 3,
        program: `import ${quote(built('index.js'))}; import ${quote(built('node.js'))}`,
      },
      ...['undici', 'ky', 'got', 'axios', '@gohighlevel/api-client'].map((name) => ({
        name: `import of ${name}`,
        program: `import ${quote(name)}`,
      })),
    ]
  const differences = candidates.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { program }] of candidates.entries()) {
      differences[index]?.push(timeOf(program, folder) - timeOf('', folder))
    }
  }
  return candidates.map(({ name, budget }, index) => ({
    name,
    measured: median(differences[index] ?? []),
    unit: ' ms',
    max: budget,
  }))
}

const quote = (text: string): string => JSON.stringify(text)

function timeOf(program: string, cwd: string): number {
  const before = performance.now()
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd })
  return performance.now() - before
}
