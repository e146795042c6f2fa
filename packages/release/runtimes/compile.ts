import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compile, workspaceCompiler, writeModules } from '../shared/compile.ts'
import { readManifest } from '../shared/manifest.ts'
import { codeOf, fileName, importsOf } from '../shared/program.ts'
import { documents, programsIn } from './document.ts'
import { installedRuntimes } from './installed.ts'

/** The compilers of the second table, by the package in the folder of the runtimes that each is. */
export const compilers = [
  { name: '5.6', path: 'typescript-5.6' },
  { name: '5.9', path: 'typescript-5.9' },
  { name: '6', path: 'typescript-6' },
  { name: '7', path: 'typescript-7' },
] as const

/** The compiler that the workspace itself uses, which is there without the runtimes. */
export const workspaceVersion = 'workspace'

/** How a stranger's compiler may be set. */
export type Mode = 'nodenext' | 'bundler' | 'no DOM' | 'no Node types'

/** Every mode, in the order of the columns. */
export const modes: readonly Mode[] = ['nodenext', 'bundler', 'no DOM', 'no Node types']

const strict = { strict: true, skipLibCheck: false, noEmit: true, target: 'es2023' }
const bundler = { ...strict, module: 'esnext', moduleResolution: 'bundler' }
const options: Readonly<Record<Mode, object>> = {
  nodenext: { ...strict, module: 'nodenext', types: ['node'] },
  bundler: { ...bundler, types: ['node'] },
  'no DOM': { ...strict, module: 'nodenext', lib: ['es2023'], types: ['node'] },
  'no Node types': { ...bundler, lib: ['es2022', 'dom'], types: [] },
}

/** What needs Node to be compiled: its own modules, and the names of its globals. */
const needsNode = /^@block-slots\/(?:client\/node|mock)|^node:|^(?!@block-slots\/)/

/**
 * Compiles, as a stranger does, every program of the documents and one that imports every public entry of the packages.
 * The declarations of all that is imported are checked too. Gives what the compiler complains of; empty is good.
 */
export async function compileAll(
  folder: string,
  packages: readonly string[],
  compiler: string,
  mode: Mode,
): Promise<string> {
  const place = join(folder, 'compiled', fileName(`${compiler} ${mode}`))
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  const web = mode === 'no Node types'
  const entries = packages
    .flatMap((name) => entriesOf(folder, name))
    .filter((name) => !web || !needsNode.test(name))
  const imported = entries.map((name, index) => `import * as entry${index} from '${name}'\n`)
  const used = `export const entries: object[] = [${entries.map((_, index) => `entry${index}`).join(', ')}]\n`
  const modules = new Map([['entries.ts', imported.join('') + used]])
  // Without the DOM the declarations alone: what the documents show of the platform's `fetch` is typed as it types it.
  for (const program of mode === 'no DOM' ? [] : documents().flatMap(programsIn)) {
    const code = codeOf(program.blocks)
    if (program.blocks.some(({ language }) => language !== 'ts')) continue
    if (web && (/\bprocess\b/.test(code) || importsOf(code).some((name) => needsNode.test(name)))) continue
    // A module also where nothing is imported, under a name by which people find the line.
    modules.set(`${fileName(program.name)}.ts`, `${code}export {}\n`)
  }
  writeModules(place, modules, options[mode])
  const tsc = compiler === workspaceVersion ? workspaceCompiler : installedRuntimes(`${compiler}/bin/tsc`)
  const { code, stdout: out, stderr: err } = await compile(place, tsc)
  return (code === 0 ? out : `ended with ${code}\n${err}${out}`).trim()
}

/** The modules that a package offers, by the names under which they are imported. */
export function entriesOf(folder: string, name: string): string[] {
  const { exports = {} } = readManifest(join(folder, 'node_modules', name))
  return Object.keys(exports)
    .filter((path) => !/\.(?:json|ya?ml|md)$/.test(path))
    .map((path) => name + path.slice(1))
}
