import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const imported = /^(?:import|export) (?!type )[^'"]*?from '([^']+)'/gm

/** The packages that a file and the files that it imports load. */
function packagesOf(file: URL, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>()
  if (seen.has(file.href)) return packages
  seen.add(file.href)
  for (const [, name = ''] of readFileSync(fileURLToPath(file), 'utf8').matchAll(imported)) {
    if (!name.startsWith('.')) packages.add(name)
    else for (const one of packagesOf(new URL(name, file), seen)) packages.add(one)
  }
  return packages
}

test('the pictures load neither the engine nor a store', () => {
  const packages = packagesOf(new URL('../../src/view/index.ts', import.meta.url))
  expect([...packages].toSorted()).toEqual(['@block-slots/helpers', 'node:crypto', 'string-width'])
})
