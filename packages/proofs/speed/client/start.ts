import { execFileSync } from 'node:child_process'
import { peersFolder } from './peers.ts'
import { median, type Row } from './table.ts'

const ours = (path: string): string => new URL(`../dist/${path}`, import.meta.url).href

/** How much longer a process takes that imports something than one that does not, in milliseconds. */
export function start(rounds = 21): Row[] {
  const folder = peersFolder()
  const candidates: readonly (Pick<Row, 'name' | 'budget'> & { program: string })[] = [
    { name: 'import of `@block-slots/client`', budget: 3, program: `import ${quote(ours('index.js'))}` },
    {
      name: 'import of `@block-slots/client/node` with it',
      budget: 3,
      program: `import ${quote(ours('index.js'))}; import ${quote(ours('node.js'))}`,
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
    figure: median(differences[index] ?? []),
    unit: ' ms',
    budget,
    note: '',
  }))
}

const quote = (text: string): string => JSON.stringify(text)

function timeOf(program: string, cwd: string): number {
  const before = performance.now()
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd })
  return performance.now() - before
}
