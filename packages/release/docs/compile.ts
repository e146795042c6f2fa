import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, parseCompilerErrors, workspaceCompiler, writeModules } from '../shared/compile.ts'
import { codeOf, type Program } from '../shared/program.ts'
import type { Finding } from './document.ts'
import { moduleOf } from './execute.ts'
import type { Project } from './project.ts'

/** The options of this repository, without `skipLibCheck`, as users may have them. */
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

/** Writes the programs into the project, where they resolve the packages by name. */
export function writePrograms({ folder }: Project, programs: readonly Program[]): void {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  // `export {}` makes a program without an import a module.
  const modules = programs.map(
    (program) => [moduleOf(program), `${codeOf(program.blocks)}export {}\n`] as const,
  )
  writeModules(folder, new Map(modules), compilerOptions)
}

/** Compiles the programs against the built declarations. */
export async function compilePrograms({ folder }: Project, programs: readonly Program[]): Promise<Finding[]> {
  const { code, stdout, stderr } = await compile(folder, workspaceCompiler)
  const findings = parseCompilerErrors(stdout).map((error) => {
    const program = programs.find((each) => moduleOf(each) === error.file)
    const { file, line } = program?.lines[error.line - 1] ?? error
    return { file, line, message: `Does not compile: ${error.message}` }
  })
  // Errors in `node_modules` belong to other packages; links lead ours to their `dist`.
  if (code === 0 || findings.length > 0) return findings.filter(({ file }) => !file.includes('node_modules/'))
  return [{ file: 'packages/release', line: 1, message: `The compiler failed: ${stdout}${stderr}` }]
}
