import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import typescript from 'typescript'
import { isRecord } from '../shared/manifest.ts'
import { packageOf } from './imports.ts'
import type { Packed } from './packed.ts'
import { parseLinks } from './link.ts'

/**
 * A reference of a file: to another file of the package, another package, or a module of Node. `lazy` is an import that a
 * call makes, not the start of the program.
 */
type Edge = { readonly to: string; readonly kind: 'file' | 'node' | 'package'; readonly lazy?: boolean }

/** The entries that may import Node's modules: all of a package, or a list. The others have to load in a browser. */
const nodeEntries: Readonly<Record<string, true | readonly string[]>> = {
  '@block-slots/client': ['./node'],
  '@block-slots/mock': true,
  '@block-slots/sandbox': true,
  '@block-slots/sync': true,
  'block-slots': true,
}

/**
 * Follows a package from its exports, its commands and its README. Reports missing files, unreachable files, undeclared
 * imports, and imports of Node in entries that have to load without it, one sentence each.
 */
export function checkReachability(packed: Packed): string[] {
  const { manifest, files } = packed
  const problems = new Set<string>()
  const reached = new Set(['package.json', 'LICENSE', 'CHANGELOG.md'])
  const needsNode = nodeEntries[manifest.name] ?? []

  for (const { entry, targets } of entryPoints(packed)) {
    const loaded = new Set<string>()
    const queue = targets.map((to) => ({ to, from: 'package.json' }))
    for (const { to: path, from } of queue) {
      if (loaded.has(path)) continue
      loaded.add(path)
      const text = files.get(path)
      if (text === undefined) {
        problems.add(`${from} leads to ${path}, which is not in the package`)
        continue
      }
      for (const { to, kind } of referencesOf(path, text)) {
        if (kind === 'file') queue.push({ to, from: path })
        else if (kind === 'node') {
          if (needsNode === true || needsNode.includes(entry)) continue
          problems.add(`${path} imports ${to}, and ${entry} of ${manifest.name} has to load without Node`)
        } else if (!declares(packed, to)) {
          problems.add(`${path} imports ${to}, which package.json does not declare as a dependency`)
        }
      }
    }
    for (const path of loaded) reached.add(path)
  }
  for (const path of files.keys()) {
    if (!reached.has(path)) problems.add(`${path} is in the package and unreachable`)
  }
  return [...problems]
}

/** The ways into a package: each export, each command, and the README. */
export function entryPoints({ manifest }: Packed): { entry: string; targets: string[] }[] {
  const { bin, exports = {} } = manifest
  const targets = (value: unknown): string[] => {
    if (typeof value === 'string') return [posix.normalize(value)]
    return isRecord(value) ? Object.values(value).flatMap(targets) : []
  }
  return [
    ...Object.entries(exports).map(([entry, value]) => ({ entry, targets: targets(value) })),
    { entry: 'the command', targets: targets(bin) },
    { entry: 'the README', targets: ['README.md'] },
  ]
}

/** The references of a file. */
export function referencesOf(path: string, text: string): Edge[] {
  const beside = (to: string): Edge => ({ to: posix.join(posix.dirname(path), to), kind: 'file' })
  if (path.endsWith('.md'))
    return parseLinks(text).flatMap(({ file }) => (file === undefined ? [] : [beside(file)]))
  if (!/\.(?:js|d\.ts)$/.test(path)) return []

  const declarations = path.endsWith('.d.ts')
  const { importedFiles, referencedFiles, typeReferenceDirectives } = typescript.preProcessFile(text)
  const imported = declarations
    ? importedFiles.map(({ fileName }) => ({ fileName, lazy: false }))
    : importsOf(text)
  const [, map] = /\/\/# sourceMappingURL=(.+?)\s*$/.exec(text) ?? []
  return [
    ...(map === undefined ? [] : [beside(map)]),
    ...referencedFiles.map(({ fileName }) => beside(fileName)),
    ...typeReferenceDirectives.map(({ fileName }) => ({ to: fileName, kind: 'package' as const })),
    ...imported.map(({ fileName, lazy }): Edge => {
      if (fileName.startsWith('.'))
        return { ...beside(declarations ? fileName.replace(/\.js$/, '.d.ts') : fileName), lazy }
      return { to: fileName, kind: isBuiltin(fileName) ? 'node' : 'package', lazy }
    }),
  ]
}

type Import = { readonly fileName: string; readonly lazy: boolean }

/**
 * The imports of a built module. Parsed as a whole: a quick scan for imports takes a comment for code after some regular
 * expressions.
 */
function importsOf(text: string): Import[] {
  const found: Import[] = []
  const add = (specifier: typescript.Node | undefined, lazy: boolean): void => {
    if (specifier !== undefined && typescript.isStringLiteralLike(specifier))
      found.push({ fileName: specifier.text, lazy })
  }
  const visit = (node: typescript.Node): void => {
    if (typescript.isImportDeclaration(node) || typescript.isExportDeclaration(node)) {
      add(node.moduleSpecifier, false)
    } else if (
      typescript.isCallExpression(node) &&
      node.expression.kind === typescript.SyntaxKind.ImportKeyword
    ) {
      add(node.arguments[0], true)
    }
    typescript.forEachChild(node, visit)
  }
  visit(typescript.createSourceFile('a.js', text, typescript.ScriptTarget.Latest))
  return found
}

/** True when an imported package is a dependency or a peer dependency. */
const declares = ({ manifest }: Packed, specifier: string): boolean =>
  [manifest['dependencies'], manifest['peerDependencies']].some(
    (each) => isRecord(each) && packageOf(specifier) in each,
  )
