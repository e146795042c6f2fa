import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { attempt } from '../command.ts'
import type { Finding } from './document.ts'
import type { Place } from './place.ts'
import type { Program } from './program.ts'

/** As strict as what we ask of ourselves, and no declaration is skipped: a user may do the same. */
const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitReturns: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
}

/** Writes the programs into the place, from where they find the packages by name. */
export function writePrograms({ folder }: Place, programs: readonly Program[]): void {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }))
  for (const { name, lines } of programs) {
    // A program without an import is a module all the same.
    const code = [...lines.map(({ text }) => text), 'export {}', ''].join('\n')
    writeFileSync(join(folder, `${name}.mts`), code)
  }
}

/** Compiles all programs against the declarations that were built. */
export async function compile(
  root: string,
  { folder }: Place,
  programs: readonly Program[],
): Promise<Finding[]> {
  const tsc = createRequire(join(root, 'package.json')).resolve('typescript/package.json')
  const argv = [join(tsc, '../bin/tsc'), '--project', folder, '--pretty', 'false']
  const { code, out, err } = await attempt(process.execPath, argv, { cwd: folder, timeoutMs: 120_000 })
  const findings = [...out.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(
    ([, path = '', at, said]) => {
      const program = programs.find(({ name }) => path.endsWith(`${name}.mts`))
      const { file, line } = program?.lines[Number(at) - 1] ?? { file: path, line: Number(at) }
      return { file, line, message: `This does not compile: ${said}` }
    },
  )
  // Declarations of others that do not hold together are theirs to mend; ours lead out of `node_modules` to their `dist`.
  if (code === 0 || findings.length > 0) return findings.filter(({ file }) => !file.includes('node_modules/'))
  return [{ file: 'packages/release', line: 1, message: `The compiler failed: ${out}${err}` }]
}
