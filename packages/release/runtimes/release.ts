import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readManifest } from '../shared/manifest.ts'
import { codeOf, importsOf } from '../shared/program.ts'
import { root } from '../shared/root.ts'
import { documents, programsIn } from './document.ts'
import { publish } from './publish.ts'
import { startRegistry } from './registry.ts'
import { dependencyClosure, install, sizeOf, type Consumer } from './consumer.ts'

/** What the README tells people to install. */
const corePackages: readonly string[] = ['@block-slots/client', '@block-slots/helpers']
export const publishedPackages: readonly string[] = [...corePackages, '@block-slots/mock', 'block-slots']

/** What a stranger has who installed all packages, and what is wrong with what was installed. */
export type Released = {
  readonly consumer: Consumer
  readonly summary: string
  readonly problems: readonly string[]
}

/**
 * Publishes the repository to a registry of its own, installs from it as strangers do, and lets the result be used.
 * Everything is stopped and removed afterwards.
 */
export async function withRelease<Result>(
  use: (released: Released) => Promise<Result>,
  say: (text: string) => void = () => {},
): Promise<Result> {
  const registry = await startRegistry()
  const strangers: Consumer[] = []
  try {
    await publish(registry)
    const two = await install(registry, corePackages)
    strangers.push(two)
    say(`npm install ${corePackages.join(' ')}\n${describeInstall(two)}`)
    const stranger = await install(registry, [
      ...publishedPackages,
      ...thirdParty().map((name) => `${name}@${versionHere(name)}`),
    ])
    strangers.push(stranger)
    say(`npm install ${publishedPackages.join(' ')}\n${describeInstall(stranger, publishedPackages)}`)
    const complaints = [...findProblems(two, corePackages), ...findUndeclared(stranger)]
    return await use({ consumer: stranger, summary: describeInstall(two), problems: complaints })
  } finally {
    for (const { close } of strangers) close()
    await registry.close()
  }
}

const kB = (size: number): string => `${Math.round(size / 1000).toLocaleString('en')} kB`

/** What came along, and how much of it. */
function describeInstall(stranger: Consumer, names: readonly string[] = corePackages): string {
  const brought = dependencyClosure(stranger.packages, names)
  const sizes = new Map(brought.map((one) => [one, sizeOf(stranger, one)]))
  const shown = brought.filter(({ name }) => brought.length < 10 || names.includes(name))
  const lines = shown.map((one) => `  ${one.name} ${one.version}, ${kB(sizes.get(one) ?? 0)}`)
  const total = kB([...sizes.values()].reduce((sum, size) => sum + size, 0))
  return [...lines, `  ${brought.length} packages in all, ${total}\n`].join('\n')
}

/** Whatever is installed with the client and the helpers and should not be, or runs while it is. */
function findProblems({ packages }: Consumer, names: readonly string[]): string[] {
  const brought = new Set(dependencyClosure(packages, names))
  const more = packages.filter((one) => !brought.has(one))
  return [
    ...more.map(({ name }) => `${name} was installed, and nothing declares it`),
    ...packages
      .filter(({ hasScript }) => hasScript)
      .map(({ name }) => `${name} runs a script while it is installed`),
    ...findUndeclared({ packages }),
  ]
}

/** Where what a published package depends on is not what its source says. */
function findUndeclared({ packages }: Pick<Consumer, 'packages'>): string[] {
  return globSync('{spec,packages/*}/package.json', { cwd: root }).flatMap((path) => {
    const { name, dependencies = {} } = readManifest(join(root, dirname(path)))
    const published = packages.find((one) => one.name === name)
    if (published === undefined) return []
    const [here, there] = [dependencies, published.dependencies].map((one) =>
      Object.keys(one).toSorted().join(),
    )
    const unread = Object.entries(published.dependencies).filter(([, range]) =>
      /^(?:workspace|catalog):/.test(range),
    )
    return [
      ...(here === there
        ? []
        : [`${name} declares ${here || 'nothing'}, and depends on ${there || 'nothing'}`]),
      ...unread.map(
        ([needed, range]) => `${name} asks for ${needed} as "${range}", which nobody else understands`,
      ),
    ]
  })
}

/** Packages of others that the documents use, and those that the declarations of Node and of the mock need. */
function thirdParty(): string[] {
  const imported = documents()
    .flatMap(programsIn)
    .flatMap((program) => importsOf(codeOf(program.blocks)))
  const names = imported.filter((from) => !/^(?:node:|@block-slots\/|[./])/.test(from))
  const packages = names.map((from) => /^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from)
  return [...new Set(['@types/node', 'vitest', ...packages])]
}

/** The version of a package that this one is tested with. */
function versionHere(name: string): string {
  return String(readManifest(join(root, 'packages/release/node_modules', name)).version)
}
