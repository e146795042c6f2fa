import { compilers } from './compile.ts'
import { runtimes } from './list.ts'
import type { Feature } from './runtime.ts'

/** The sentence of the README on supported runtimes, generated from those that are tested. */
export function supportStatement(): string {
  const everywhere = list(grouped(runtimes.map(({ name }) => name)))
  const on = (feature: Feature): string =>
    list(grouped(runtimes.filter(({ features }) => features.has(feature)).map(({ name }) => name)))
  const versions = list(compilers.map(({ name }) => name))
  return `Client and helpers run on ${everywhere}; sync and the command line on ${on('sync')}, the mock on ${on('prism')}. All types compile with TypeScript ${versions}.`
}

/** Groups the versions of one runtime: Node 22, 24 and 26. */
function grouped(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const [, runtime = name, version] = /^(.*) ([\d.]+)$/.exec(name) ?? []
    groups.set(runtime, [...(groups.get(runtime) ?? []), ...(version === undefined ? [] : [version])])
  }
  return [...groups].map(([runtime, versions]) => [runtime, list(versions)].join(' ').trimEnd())
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
