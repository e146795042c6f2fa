import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, type RunResult } from './command.ts'
import { root } from './root.ts'

/** The compiler of the workspace. */
export const workspaceCompiler: string = join(root, 'node_modules/typescript/bin/tsc')

/** Writes modules into a folder, by the names of their files, and what a compiler has to know of them. */
export function writeModules(
  folder: string,
  modules: ReadonlyMap<string, string>,
  compilerOptions: object,
): void {
  for (const [file, code] of modules) writeFileSync(join(folder, file), code)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: [...modules.keys()] }),
  )
}

/** Compiles what was written into a folder. */
export function compile(folder: string, tsc: string): Promise<RunResult> {
  return attempt(process.execPath, [tsc, '--pretty', 'false'], { cwd: folder })
}

/** Something that the compiler complained of. */
export type CompilerError = { readonly file: string; readonly line: number; readonly message: string }

/** The complaints in what the compiler said. */
export function parseCompilerErrors(out: string): CompilerError[] {
  return [...out.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(
    ([, file = '', line, said = '']) => ({ file, line: Number(line), said }),
  )
}
