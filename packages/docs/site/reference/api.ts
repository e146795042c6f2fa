import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Application, Converter, type Reflection, ReflectionKind, ReflectionType } from 'typedoc'
import { root } from '../pages.ts'
import { tidyPage } from './tidy.ts'

/** The packages whose declarations are described. */
const folders = ['client', 'helpers', 'sync', 'sandbox', 'mock']

type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/** An entry of a package: what a program imports, the file of its page, and its source. */
type Entry = { readonly name: string; readonly file: string; readonly source: string }

/** Writes a page for each entry of the packages, from its declarations and their docstrings. */
export async function writeApi(folder: string): Promise<void> {
  const entries = folders.flatMap(entriesOf)
  const output = join(folder, 'api')
  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entries.map(({ source }) => source),
    basePath: join(root, 'packages'),
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    // The packages are type-checked by their own compiler, and the contract has a page of its own.
    skipErrorChecking: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    readme: 'none',
    out: output,
    logLevel: 'Error',
    ...layout,
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const entry = entries.find(({ source }) => moduleName(source) === module.name)
      if (entry !== undefined) module.name = entry.file
      const generatedTypes = (module.children ?? []).filter(({ name }) => contractNames.has(name))
      for (const type of generatedTypes) project.removeReflection(type)
    }
    for (const property of project.getReflectionsByKind(ReflectionKind.Property)) turnIntoMethod(property)
  })
  const project = await app.convert()
  if (project === undefined) throw new Error('TypeDoc could not read the sources.')
  await app.generateOutputs(project)
  rmSync(join(output, 'README.md'))
  for (const name of readdirSync(output)) {
    const path = join(output, name)
    const entry = entries.find(({ file }) => `${file}.md` === name)
    if (entry === undefined) throw new Error(`Expected a page for each entry and got ${name} too.`)
    writeFileSync(path, tidyPage(readFileSync(path, 'utf8'), entry.name))
  }
}

/** A property that is a function has parameters, an example and errors, for which a row of a table has no room. */
function turnIntoMethod(property: Reflection): void {
  if (!property.isDeclaration() || !(property.type instanceof ReflectionType)) return
  const { signatures, children } = property.type.declaration
  if (signatures === undefined || children !== undefined) return
  property.kind = ReflectionKind.Method
  property.signatures = signatures
  delete property.type
  for (const signature of signatures) {
    signature.name = property.name
    signature.parent = property
    if (property.comment !== undefined) signature.comment ??= property.comment
  }
  delete property.comment
}

/** What the client exports of the generated types of the contract, which has a page of its own. */
const contractNames = new Set(['components', 'operations', 'paths'])

const entriesOf = (folder: string): Entry[] => {
  const path = join(root, 'packages', folder)
  const manifest: { readonly name: string; readonly exports: Exports } = JSON.parse(
    readFileSync(join(path, 'package.json'), 'utf8'),
  )
  return Object.entries(manifest.exports).flatMap(([entry, target]) => {
    const source = typeof target === 'string' ? undefined : target['block-slots-source']
    if (source === undefined || entry.includes('*')) return []
    const name = entry === '.' ? manifest.name : `${manifest.name}${entry.slice(1)}`
    return [{ name, file: name.replace(/^@.*?\//, '').replaceAll('/', '-'), source: join(path, source) }]
  })
}

/** The name that TypeDoc gives a module. */
const moduleName = (source: string): string =>
  relative(join(root, 'packages'), source).replace(/(?:\/index)?\.ts$/, '')

/** Options of the plugin that writes Markdown. */
const layout: object = {
  outputFileStrategy: 'modules',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  expandParameters: true,
  parametersFormat: 'table',
  propertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  indexFormat: 'list',
  sort: ['alphabetical'],
  groupOrder: ['Functions', 'Classes', 'Variables', '*'],
}
