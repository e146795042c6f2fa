/** A user's folder with the packed contract and the generator of the README, and what is generated there. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
type Linked = '@block-slots/spec' | '@hey-api/openapi-ts' | 'typescript'
const manifests: Readonly<Record<Linked, string>> = {
  '@block-slots/spec': require.resolve('@block-slots/spec/package.json'),
  '@hey-api/openapi-ts': require.resolve('@hey-api/openapi-ts/package.json'),
  typescript: require.resolve('typescript/package.json'),
}

/** A package that is there as if `npm install` had been run, with the version that is tried. */
export function linked(name: Linked): { readonly folder: string; readonly version: string } {
  const folder = dirname(manifests[name])
  const { version } = JSON.parse(readFileSync(manifests[name], 'utf8'))
  return { folder, version: String(version) }
}

/** A new folder in which the contract is installed from its tarball, next to the generator and the compiler. */
export function userFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-generated-'))
  const modules = join(folder, 'node_modules')
  const contract = join(modules, '@block-slots', 'spec')
  for (const one of [contract, join(modules, '@hey-api'), join(modules, '.bin')])
    mkdirSync(one, { recursive: true })
  const tarball = join(folder, 'spec.tgz')
  execFileSync('pnpm', ['pack', '--out', tarball], { cwd: linked('@block-slots/spec').folder, stdio: 'pipe' })
  execFileSync('tar', ['-xzf', tarball, '-C', contract, '--strip-components=1'])
  for (const name of ['@hey-api/openapi-ts', 'typescript'] as const)
    symlinkSync(linked(name).folder, join(modules, name))
  symlinkSync(
    join(linked('@hey-api/openapi-ts').folder, 'bin', 'run.js'),
    join(modules, '.bin', 'openapi-ts'),
  )
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  return folder
}

/** Runs a line of a shell there, under the Node that runs this. */
export function inShell(folder: string, line: string): string {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  // What the npm around this was told to run is not meant for the npm inside.
  const own = Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_'))
  return execFileSync('sh', ['-c', line], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...Object.fromEntries(own), PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  })
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
export function compile(
  folder: string,
  programs: Readonly<Record<string, string>>,
): Readonly<Record<string, string[]>> {
  const files = Object.keys(programs)
  for (const [file, program] of Object.entries(programs)) writeFileSync(join(folder, file), program)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }))
  const tsc = join(linked('typescript').folder, 'bin', 'tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const complaints = new Map<string, string[]>()
  for (const [, file = '', line, code] of stdout.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+)/gm)) {
    complaints.set(file, [...(complaints.get(file) ?? []), `${code} in line ${line}`])
  }
  return Object.fromEntries(complaints)
}
