import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readManifest } from '../shared/manifest.ts'
import { codeOf, importsOf } from '../shared/program.ts'
import { root } from '../shared/root.ts'
import { documents, programsIn } from './document.ts'
import { publish } from './publish.ts'
import { startRegistry } from './registry.ts'
import { dependencyClosure, install, sizeOf, type Consumer } from './consumer.ts'

/** The packages of the README's install command. */
const corePackages: readonly string[] = ['@block-slots/client', '@block-slots/helpers']
/** The published packages that have code. */
export const publishedPackages: readonly string[] = [
  ...corePackages,
  '@block-slots/sandbox',
  '@block-slots/mock',
  '@block-slots/sync',
  'block-slots',
]
/** Those that are installed where `@block-slots/sync` and the command line do not run. */
const portablePackages = publishedPackages.filter(
  (name) => name !== '@block-slots/sync' && name !== 'block-slots',
)

/** A consumer with all packages, and the problems of the installation. */
export type Released = {
  readonly consumer: Consumer
  /** Installs what runs on every runtime, into a project of its own. */
  readonly installPortable: () => Promise<Consumer>
  readonly summary: string
  readonly problems: readonly string[]
}

/**
 * Publishes the repository to a local registry, installs from it as users do, and passes the result on. Stops and removes
 * everything afterwards.
 */
export async function withRelease<Result>(
  use: (released: Released) => Promise<Result>,
  print: (text: string) => void = () => {},
): Promise<Result> {
  const registry = await startRegistry()
  const consumers: Consumer[] = []
  try {
    await publish(registry)
    const core = await install(registry, corePackages)
    consumers.push(core)
    print(`npm install ${corePackages.join(' ')}\n${describeInstall(core)}`)
    const installMany = async (names: readonly string[]): Promise<Consumer> => {
      const others = thirdParty().map((name) => `${name}@${versionHere(name)}`)
      const one = await install(registry, [...names, ...others])
      consumers.push(one)
      return one
    }
    const consumer = await installMany(publishedPackages)
    print(`npm install ${publishedPackages.join(' ')}\n${describeInstall(consumer, publishedPackages)}`)
    const complaints = [...findProblems(core, corePackages), ...findUndeclared(consumer)]
    const installPortable = (): Promise<Consumer> => installMany(portablePackages)
    return await use({ consumer, installPortable, summary: describeInstall(core), problems: complaints })
  } finally {
    for (const { close } of consumers) close()
    await registry.close()
  }
}

const kB = (size: number): string => `${Math.round(size / 1000).toLocaleString('en')} kB`

/** Describes the installed packages and their sizes. */
function describeInstall(consumer: Consumer, names: readonly string[] = corePackages): string {
  const installed = dependencyClosure(consumer.packages, names)
  const sizes = new Map(installed.map((one) => [one, sizeOf(consumer, one)]))
  const shown = installed.filter(({ name }) => installed.length < 10 || names.includes(name))
  const lines = shown.map((one) => `  ${one.name} ${one.version}, ${kB(sizes.get(one) ?? 0)}`)
  const total = kB([...sizes.values()].reduce((sum, size) => sum + size, 0))
  return [...lines, `  ${installed.length} packages in all, ${total}\n`].join('\n')
}

/** Undeclared packages and install scripts in an installation of the client and the helpers. */
function findProblems({ packages }: Consumer, names: readonly string[]): string[] {
  const expected = new Set(dependencyClosure(packages, names))
  const more = packages.filter((one) => !expected.has(one))
  return [
    ...more.map(({ name }) => `${name} was installed without being declared`),
    ...packages.filter(({ hasScript }) => hasScript).map(({ name }) => `${name} has an install script`),
    ...findUndeclared({ packages }),
  ]
}

/** Published dependencies that differ from those in the repository. */
function findUndeclared({ packages }: Pick<Consumer, 'packages'>): string[] {
  return globSync('{spec,packages/*}/package.json', { cwd: root }).flatMap((path) => {
    const { name, dependencies = {} } = readManifest(join(root, dirname(path)))
    const published = packages.find((one) => one.name === name)
    if (published === undefined) return []
    const [here, there] = [dependencies, published.dependencies].map((one) =>
      Object.keys(one).toSorted().join(),
    )
    const unresolved = Object.entries(published.dependencies).filter(([, range]) =>
      /^(?:workspace|catalog):/.test(range),
    )
    return [
      ...(here === there
        ? []
        : [`${name} declares ${here || 'nothing'} and was published with ${there || 'nothing'}`]),
      ...unresolved.map(([needed, range]) => `${name} was published with the range "${range}" for ${needed}`),
    ]
  })
}

/** Third-party packages that the documents import, and those that declarations or an entry need. */
function thirdParty(): string[] {
  const imported = documents()
    .flatMap(programsIn)
    .flatMap((program) => importsOf(codeOf(program.blocks)))
  const names = imported.filter((from) => !/^(?:node:|@block-slots\/|[./])/.test(from))
  const packages = names.map((from) => /^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from)
  return [...new Set(['@types/node', 'undici', 'vitest', ...packages])]
}

/** The version of a package that is installed here. */
function versionHere(name: string): string {
  return String(readManifest(join(root, 'packages/release/node_modules', name)).version)
}
