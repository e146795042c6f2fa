/** A user's folder with the packed contract and the generator of the README, and what is generated there. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { run } from '../shared/command.ts'
import { compile, parseCompilerErrors, writeModules } from '../shared/compile.ts'
import { type TemporaryFolder, temporaryFolder } from '../shared/temporary-folder.ts'
import { readManifest } from '../shared/manifest.ts'

const require = createRequire(import.meta.url)
type Linked = '@block-slots/spec' | '@hey-api/openapi-ts' | 'typescript'
const manifests: Readonly<Record<Linked, string>> = {
  '@block-slots/spec': require.resolve('@block-slots/spec/package.json'),
  '@hey-api/openapi-ts': require.resolve('@hey-api/openapi-ts/package.json'),
  typescript: require.resolve('typescript/package.json'),
}

/** A package that is there as if `npm install` had been run, with the version that is tried. */
export function linkedPackage(name: Linked): { readonly folder: string; readonly version: string } {
  const folder = dirname(manifests[name])
  return { folder, version: String(readManifest(folder).version) }
}

/** A new folder in which the contract is installed from its tarball, next to the generator and the compiler. */
export async function createConsumer(): Promise<TemporaryFolder> {
  const temporary = temporaryFolder('generated')
  const folder = temporary.path
  const modules = join(folder, 'node_modules')
  const contract = join(modules, '@block-slots', 'spec')
  for (const one of [contract, join(modules, '@hey-api'), join(modules, '.bin')])
    mkdirSync(one, { recursive: true })
  const tarball = join(folder, 'spec.tgz')
  await run('pnpm', ['pack', '--out', tarball], { cwd: linkedPackage('@block-slots/spec').folder })
  await run('tar', ['-xzf', tarball, '-C', contract, '--strip-components=1'])
  for (const name of ['@hey-api/openapi-ts', 'typescript'] as const)
    symlinkSync(linkedPackage(name).folder, join(modules, name))
  symlinkSync(
    join(linkedPackage('@hey-api/openapi-ts').folder, 'bin', 'run.js'),
    join(modules, '.bin', 'openapi-ts'),
  )
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  return temporary
}

/** Runs a line of a shell there, under the Node that runs this. */
export async function runInShell(folder: string, line: string): Promise<void> {
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  // What the npm around this was told to run is not meant for the npm inside.
  const told = Object.keys(process.env).filter((name) => name.toLowerCase().startsWith('npm_'))
  const env = { ...Object.fromEntries(told.map((name) => [name, undefined])), PATH }
  await run('sh', ['-c', line], { cwd: folder, env, timeoutMs: 60_000 })
}

const options = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  skipLibCheck: false,
  types: [],
  target: 'ES2022',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  // The generated imports have no suffix, and this is how Node finds them without a bundler.
  module: 'CommonJS',
  moduleResolution: 'Node10',
  outDir: 'built',
}

/** Compiles programs and what they import, and says what the compiler complained of, by file. */
export async function compileWith(
  folder: string,
  programs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string[]>>> {
  writeModules(folder, new Map(Object.entries(programs)), options)
  const { stdout: out } = await compile(folder, join(linkedPackage('typescript').folder, 'bin', 'tsc'))
  const complaints = new Map<string, string[]>()
  for (const { file, line, message: said } of parseCompilerErrors(out)) {
    complaints.set(file, [...(complaints.get(file) ?? []), `${said.split(':')[0]} in line ${line}`])
  }
  return Object.fromEntries(complaints)
}
