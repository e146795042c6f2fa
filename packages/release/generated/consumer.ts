import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { run } from '../shared/command.ts'
import { compile, parseCompilerErrors, writeModules } from '../shared/compile.ts'
import { type TemporaryFolder, temporaryFolder } from '../shared/temporary-folder.ts'
import { readManifest } from '../shared/manifest.ts'

const require = createRequire(import.meta.url)
type LinkedPackage = '@block-slots/spec' | '@hey-api/openapi-ts' | 'typescript'
const manifests: Readonly<Record<LinkedPackage, string>> = {
  '@block-slots/spec': require.resolve('@block-slots/spec/package.json'),
  '@hey-api/openapi-ts': require.resolve('@hey-api/openapi-ts/package.json'),
  typescript: require.resolve('typescript/package.json'),
}

/** The folder and version of a package that is linked instead of installed. */
export function linkedPackage(name: LinkedPackage): { readonly folder: string; readonly version: string } {
  const folder = dirname(manifests[name])
  return { folder, version: String(readManifest(folder).version) }
}

/** Creates a project with the packed contract, the generator of its README and a compiler. */
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

/** Runs a shell command in the project, under the current Node. */
export async function runInShell(folder: string, line: string): Promise<void> {
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  // The options of the npm that started this process must not reach the npm of the command.
  const inherited = Object.keys(process.env).filter((name) => name.toLowerCase().startsWith('npm_'))
  const env = { ...Object.fromEntries(inherited.map((name) => [name, undefined])), PATH }
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
  // The generated imports have no suffix; CommonJS resolves them without a bundler.
  module: 'CommonJS',
  moduleResolution: 'Node10',
  outDir: 'built',
}

/** Compiles programs with their imports. Returns the errors by file. */
export async function compileWith(
  folder: string,
  programs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string[]>>> {
  writeModules(folder, new Map(Object.entries(programs)), options)
  const { stdout } = await compile(folder, join(linkedPackage('typescript').folder, 'bin', 'tsc'))
  const errors = new Map<string, string[]>()
  for (const { file, line, message } of parseCompilerErrors(stdout)) {
    errors.set(file, [...(errors.get(file) ?? []), `${message.split(':')[0]} in line ${line}`])
  }
  return Object.fromEntries(errors)
}
