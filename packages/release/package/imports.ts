import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import typescript from 'typescript'

/** The imports of every module in a folder, by path from that folder. Type imports are imports too. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** Reads the TypeScript modules of a folder. Relative imports become paths, others stay specifiers. */
export function readImports(folder: string): ImportGraph {
  const files = globSync('**/*.ts', { cwd: folder }).map((file) => file.replaceAll('\\', '/'))
  return new Map(
    files.toSorted().map((file) => {
      const { importedFiles } = typescript.preProcessFile(readFileSync(join(folder, file), 'utf8'))
      const imports = importedFiles.map(({ fileName }) =>
        fileName.startsWith('.') ? posix.join(posix.dirname(file), fileName) : fileName,
      )
      return [file, [...new Set(imports)]]
    }),
  )
}

/** The package of a specifier: `@a/b` of `@a/b/c`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** The import cycles of a graph: each group of modules that import each other, directly or indirectly. */
export function findCycles(graph: ImportGraph): string[][] {
  const reachable = new Map([...graph.keys()].map((file) => [file, reachableFrom(graph, file)] as const))
  const seen = new Set<string>()
  return [...graph.keys()].flatMap((file) => {
    if (seen.has(file)) return []
    const reached = reachable.get(file) ?? new Set()
    const group = [...reached].filter((other) => reachable.get(other)?.has(file)).toSorted()
    for (const member of group) seen.add(member)
    return group.length === 0 ? [] : [group]
  })
}

/** The modules that a module imports, directly or indirectly. It is among them when it is part of a cycle. */
function reachableFrom(graph: ImportGraph, file: string): Set<string> {
  const reached = new Set<string>()
  const queue = [...(graph.get(file) ?? [])]
  for (const next of queue) {
    if (reached.has(next) || !graph.has(next)) continue
    reached.add(next)
    queue.push(...(graph.get(next) ?? []))
  }
  return reached
}
