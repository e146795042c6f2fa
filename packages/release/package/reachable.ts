import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import typescript from 'typescript'
import { isRecord } from '../shared/manifest.ts'
import type { Packed } from './packed.ts'
import { parseLinks } from './link.ts'

/** Where a file of a package leads to: another file of it, another package, or a module of Node. */
type Edge = { readonly to: string; readonly kind: 'file' | 'node' | 'package' }

/** The entries that may need Node: all of a package, or these. The others have to load in a browser. */
const nodeEntries: Readonly<Record<string, true | readonly string[]>> = {
  '@block-slots/client': ['./node'],
  '@block-slots/mock': true,
  'block-slots': true,
}

/**
 * Follows a package from its exports and its commands: what is missing on the way, what nothing leads to, what is imported
 * and not declared, and what needs Node and may not. One sentence each.
 */
export function checkReachability(packed: Packed): string[] {
  const { manifest, files } = packed
  const wrong = new Set<string>()
  const reached = new Set(['package.json', 'LICENSE', 'CHANGELOG.md'])
  const needsNode = nodeEntries[manifest.name] ?? []

  for (const { entry, targets } of entryPoints(packed)) {
    const loaded = new Set<string>()
    const waiting = targets.map((to) => ({ to, from: 'package.json' }))
    for (const { to: path, from } of waiting) {
      if (loaded.has(path)) continue
      loaded.add(path)
      const text = files.get(path)
      if (text === undefined) {
        wrong.add(`${from} leads to ${path}, which is not in the package`)
        continue
      }
      for (const { to, kind } of referencesOf(path, text)) {
        if (kind === 'file') waiting.push({ to, from: path })
        else if (kind === 'node') {
          if (needsNode === true || needsNode.includes(entry)) continue
          wrong.add(
            `${path} imports ${to}, and ${entry} of ${manifest.name} has to load where there is no Node`,
          )
        } else if (!declares(packed, to)) {
          wrong.add(`${path} imports ${to}, which package.json does not declare for users`)
        }
      }
    }
    for (const path of loaded) reached.add(path)
  }
  for (const path of files.keys()) {
    if (!reached.has(path)) wrong.add(`${path} is in the package, and nothing leads to it`)
  }
  return [...wrong]
}

/** What users can open: each export, each command, and the README. */
function entryPoints({ manifest }: Packed): { entry: string; targets: string[] }[] {
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

/** Where a file leads to. */
function referencesOf(path: string, text: string): Edge[] {
  const beside = (to: string): Edge => ({ to: posix.join(posix.dirname(path), to), kind: 'file' })
  if (path.endsWith('.md'))
    return parseLinks(text).flatMap(({ file }) => (file === undefined ? [] : [beside(file)]))
  if (!/\.(?:js|d\.ts)$/.test(path)) return []

  const declarations = path.endsWith('.d.ts')
  const { importedFiles, referencedFiles, typeReferenceDirectives } = typescript.preProcessFile(text)
  const [, map] = /\/\/# sourceMappingURL=(.+?)\s*$/.exec(text) ?? []
  return [
    ...(map === undefined ? [] : [beside(map)]),
    ...referencedFiles.map(({ fileName }) => beside(fileName)),
    ...typeReferenceDirectives.map(({ fileName }) => ({ to: fileName, kind: 'package' as const })),
    ...importedFiles.map(({ fileName }): Edge => {
      if (fileName.startsWith('.'))
        return beside(declarations ? fileName.replace(/\.js$/, '.d.ts') : fileName)
      if (isBuiltin(fileName)) return { to: fileName, kind: 'node' }
      return { to: fileName, kind: 'package' }
    }),
  ]
}

/** Whether a package that is imported is installed along, or asked for. */
function declares({ manifest }: Packed, specifier: string): boolean {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  return [manifest['dependencies'], manifest['peerDependencies']].some(
    (each) => isRecord(each) && name in each,
  )
}
