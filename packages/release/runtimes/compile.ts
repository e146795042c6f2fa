import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codeBlocks } from '../shared/code-block.ts'
import { compile, workspaceCompiler, writeModules } from '../shared/compile.ts'
import { readManifest } from '../shared/manifest.ts'
import { codeOf, fileName, importsOf } from '../shared/program.ts'
import { root } from '../shared/root.ts'
import { documents, programsIn } from './document.ts'
import { installedRuntimes } from './installed.ts'

/** The supported compilers, with their packages in `runtimes/node_modules`. */
export const compilers = [
  { name: '5.6', path: 'typescript-5.6' },
  { name: '5.9', path: 'typescript-5.9' },
  { name: '6', path: 'typescript-6' },
  { name: '7', path: 'typescript-7' },
] as const

/** The compiler of the workspace, which needs no installed runtimes. */
export const workspaceVersion = 'workspace'

/** The configurations of a user's compiler. */
export type Mode = 'README' | 'nodenext' | 'bundler' | 'no DOM' | 'no Node types'

/** The configurations, in the order of the columns. */
export const modes: readonly Mode[] = ['README', 'nodenext', 'bundler', 'no DOM', 'no Node types']

const strict = { strict: true, skipLibCheck: false, noEmit: true, target: 'es2023' }
const bundler = { ...strict, module: 'esnext', moduleResolution: 'bundler' }
const options: Readonly<Record<Exclude<Mode, 'README'>, object>> = {
  nodenext: { ...strict, module: 'nodenext', types: ['node'] },
  bundler: { ...bundler, types: ['node'] },
  'no DOM': { ...strict, module: 'nodenext', lib: ['es2023'], types: ['node'] },
  'no Node types': { ...bundler, lib: ['es2022', 'dom'], types: [] },
}

/** The options of the compiler that the README of the repository tells its readers to set, and nothing else. */
function readmeOptions(): object {
  const block = codeBlocks('README.md', readFileSync(join(root, 'README.md'), 'utf8')).find(
    ({ language }) => language === 'json',
  )
  const { compilerOptions }: { compilerOptions: object } = JSON.parse(block?.code ?? '{}')
  return { ...compilerOptions, noEmit: true }
}

/** The imports that need the types of Node. */
const needsNode = /^@block-slots\/(?:client\/node|mock|sandbox|sync)|^node:|^(?!@block-slots\/)/

/**
 * Compiles the programs of the documents and a module that imports every public entry, as a user does, without
 * `skipLibCheck`. Returns the output of the compiler, which is empty without errors.
 */
export async function compileAll(
  folder: string,
  packages: readonly string[],
  compiler: string,
  mode: Mode,
): Promise<string> {
  const target = join(folder, 'compiled', fileName(`${compiler} ${mode}`))
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const web = mode === 'no Node types'
  const entries = packages
    .flatMap((name) => entriesOf(folder, name))
    .filter((name) => !web || !needsNode.test(name))
  const imported = entries.map((name, index) => `import * as entry${index} from '${name}'\n`)
  const used = `export const entries: object[] = [${entries.map((_, index) => `entry${index}`).join(', ')}]\n`
  const modules = new Map([['entries.ts', imported.join('') + used]])
  // Without the DOM the entries alone: documents use the types of the platform's `fetch`.
  for (const program of mode === 'no DOM' ? [] : documents().flatMap(programsIn)) {
    const code = codeOf(program.blocks)
    if (program.blocks.some(({ language }) => language !== 'ts')) continue
    if (web && (/\bprocess\b/.test(code) || importsOf(code).some((name) => needsNode.test(name)))) continue
    // `export {}` makes a program without an import a module.
    modules.set(`${fileName(program.name)}.ts`, `${code}export {}\n`)
  }
  writeModules(target, modules, mode === 'README' ? readmeOptions() : options[mode])
  const tsc = compiler === workspaceVersion ? workspaceCompiler : installedRuntimes(`${compiler}/bin/tsc`)
  const { code, stdout, stderr } = await compile(target, tsc)
  return (code === 0 ? stdout : `ended with ${code}\n${stderr}${stdout}`).trim()
}

/** The specifiers of the public entries of a package. */
export function entriesOf(folder: string, name: string): string[] {
  const { exports = {} } = readManifest(join(folder, 'node_modules', name))
  return Object.keys(exports)
    .filter((path) => !/\.(?:json|ya?ml|md)$/.test(path))
    .map((path) => name + path.slice(1))
}
