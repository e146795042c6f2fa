import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, type RunResult } from './command.ts'
import { root } from './root.ts'

/** The compiler of the workspace. */
export const workspaceCompiler: string = join(root, 'node_modules/typescript/bin/tsc')

/** Writes modules by file name into a folder, and a tsconfig.json for them. */
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

/** Compiles a folder by its tsconfig.json. */
export function compile(folder: string, tsc: string): Promise<RunResult> {
  return attempt(process.execPath, [tsc, '--pretty', 'false'], { cwd: folder })
}

/** An error of the compiler. */
export type CompilerError = { readonly file: string; readonly line: number; readonly message: string }

/** The errors in the output of the compiler. */
export function parseCompilerErrors(output: string): CompilerError[] {
  return [...output.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(
    ([, file = '', line, message = '']) => ({ file, line: Number(line), message }),
  )
}
