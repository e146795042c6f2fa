import { compilers } from './compile.ts'
import { runtimes } from './list.ts'

/** What the README says the packages run on: what the matrix runs, and nothing else. */
export function supportStatement(): string {
  const everywhere = list(grouped(runtimes.map(({ name }) => name)))
  const mock = list(grouped(runtimes.filter(({ hasPrism: hasMock }) => hasMock).map(({ name }) => name)))
  const versions = list(compilers.map(({ name }) => name))
  return `Client and helpers run on ${everywhere}; the command line on Node alone, the mock on ${mock}. All types compile with TypeScript ${versions}.`
}

/** Versions of the same thing as one: Node 22, 24 and 26. */
function grouped(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const [, thing = name, version] = /^(.*) ([\d.]+)$/.exec(name) ?? []
    groups.set(thing, [...(groups.get(thing) ?? []), ...(version === undefined ? [] : [version])])
  }
  return [...groups].map(([thing, versions]) => [thing, list(versions)].join(' ').trimEnd())
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
