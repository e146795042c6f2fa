import { existsSync, globSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import { type Manifest, readManifest } from '../shared/manifest.ts'

/** A package of this repository with its folder. */
export type Member = { readonly folder: string; readonly manifest: Manifest }

/** A folder outside the repository in which the packages resolve by name, as if installed. */
export type Project = {
  readonly folder: string
  /** The packages of this repository, the root first. */
  readonly members: readonly Member[]
  /** The packages and the examples: whose scripts documents name. */
  readonly scripted: readonly Member[]
  /** The file of an installed command, and its package. */
  readonly program: (name: string) => { readonly path: string; readonly from: string } | undefined
  readonly close: () => void
}

/** The examples: programs with a package.json of their own, which are no packages of the repository. */
function readExampleMembers(root: string): Member[] {
  return globSync(`${examples}/*`, { cwd: root }).map((folder) => ({
    folder,
    manifest: readManifest(join(root, folder)),
  }))
}

/** The folder whose scripts a document speaks of: that of its example, else the root. */
export function scriptFolder(file: string): string {
  return file.startsWith(`${examples}/`) ? file.split('/').slice(0, 4).join('/') : '.'
}

const examples = 'packages/docs/examples'

/** The packages of a repository, the root first. */
export function readMembers(root: string): Member[] {
  const folders = ['spec', ...readdirSync(join(root, 'packages')).map((name) => join('packages', name))]
  const there = folders.filter((folder) => existsSync(join(root, folder, 'package.json')))
  return ['.', ...there].map((folder) => ({ folder, manifest: readManifest(join(root, folder)) }))
}

/** Creates a project with links to everything that this package and the contract's have installed. */
export function createProject(root: string): Project {
  const { path: folder, remove: close } = temporaryFolder('docs')
  const modules = join(folder, 'node_modules')
  const programs = new Map<string, { path: string; from: string }>()
  mkdirSync(join(modules, '.bin'), { recursive: true })
  for (const name of installedNames(root)) {
    const target = realpathSync(name.path)
    const manifest = readManifest(target)
    if (existsSync(join(modules, name.name))) continue
    mkdirSync(dirname(join(modules, name.name)), { recursive: true })
    symlinkSync(target, join(modules, name.name))
    const bin = typeof manifest.bin === 'string' ? { [basename(name.name)]: manifest.bin } : manifest.bin
    for (const [command, file] of Object.entries(bin ?? {})) {
      programs.set(command, { path: join(target, file), from: manifest.name })
      symlinkSync(join(target, file), join(modules, '.bin', command))
    }
  }
  return {
    folder,
    members: readMembers(root),
    scripted: [...readMembers(root), ...readExampleMembers(root)],
    program(name) {
      const bare = name.replace(/(?<=.)@[^/]*$/, '')
      return programs.get(bare) ?? programs.get(basename(bare))
    },
    close,
  }
}

function installedNames(root: string): { name: string; path: string }[] {
  return ['packages/release', 'spec'].flatMap((member) => {
    const modules = join(root, member, 'node_modules')
    return readdirSync(modules)
      .filter((name) => !name.startsWith('.'))
      .flatMap((name) =>
        name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
      )
      .map((name) => ({ name, path: join(modules, name) }))
  })
}
