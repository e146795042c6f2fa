import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import typescript from 'typescript'
import { expect, test } from 'vitest'
import { boundaries, findViolations } from '../../package/boundaries.ts'
import { root } from '../../shared/root.ts'

/** Built files that may import Node's modules, where a package has others that may not. */
const nodeEntries: Readonly<Record<string, readonly string[]>> = { 'packages/client': ['node'] }

test.each(Object.entries(boundaries))('the built modules of %s stay in its boundary', (folder, boundary) => {
  const dist = join(root, folder, 'dist')
  const files = globSync('*.js', { cwd: dist })
  const graph = new Map(
    files.map((file) => {
      const { importedFiles } = typescript.preProcessFile(readFileSync(join(dist, file), 'utf8'))
      return [file, importedFiles.map(({ fileName }) => fileName.replace(/^\.\//, ''))]
    }),
  )
  expect(graph.size).toBeGreaterThan(0)
  const node = boundary.node === true ? true : (nodeEntries[folder] ?? [])
  expect(findViolations(graph, { ...boundary, node })).toEqual([])
})
