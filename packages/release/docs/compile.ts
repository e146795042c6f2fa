import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, parseCompilerErrors, workspaceCompiler, writeModules } from '../shared/compile.ts'
import { codeOf, type Program } from '../shared/program.ts'
import type { Finding } from './document.ts'
import { moduleOf } from './execute.ts'
import type { Project } from './project.ts'

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
export function writePrograms({ folder }: Project, programs: readonly Program[]): void {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  // A program without an import is a module all the same.
  const modules = programs.map(
    (program) => [moduleOf(program), `${codeOf(program.blocks)}export {}\n`] as const,
  )
  writeModules(folder, new Map(modules), compilerOptions)
}

/** Compiles all programs against the declarations that were built. */
export async function compilePrograms({ folder }: Project, programs: readonly Program[]): Promise<Finding[]> {
  const { code, stdout: out, stderr: err } = await compile(folder, workspaceCompiler)
  const findings = parseCompilerErrors(out).map((complaint) => {
    const program = programs.find((each) => moduleOf(each) === complaint.file)
    const { file, line } = program?.lines[complaint.line - 1] ?? complaint
    return { file, line, message: `This does not compile: ${complaint.message}` }
  })
  // Declarations of others that do not hold together are theirs to mend; ours lead out of `node_modules` to their `dist`.
  if (code === 0 || findings.length > 0) return findings.filter(({ file }) => !file.includes('node_modules/'))
  return [{ file: 'packages/release', line: 1, message: `The compiler failed: ${out}${err}` }]
}
