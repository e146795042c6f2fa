import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Packs the package as it is published, and unpacks it where a user would have it. */
function installed(): { folder: string; files: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-spec-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  execFileSync('pnpm', ['pack', '--out', join(folder, 'packed.tgz')], { cwd: root, stdio: 'pipe' })
  const target = join(folder, 'node_modules', '@block-slots', 'spec')
  mkdirSync(target, { recursive: true })
  const unpack = ['-xzvf', join(folder, 'packed.tgz'), '-C', target, '--strip-components=1']
  const listed = execFileSync('tar', unpack, { encoding: 'utf8' })
  return { folder, files: listed.trim().split('\n').toSorted() }
}

test('the packed package holds both forms, the deviations, and what every package has', () => {
  // There is none before the first release.
  const changes = existsSync(join(root, 'CHANGELOG.md')) ? ['package/CHANGELOG.md'] : []
  expect(installed().files).toEqual([
    ...changes,
    'package/DEVIATIONS.md',
    'package/LICENSE',
    'package/README.md',
    'package/dist/openapi.json',
    'package/openapi.yaml',
    'package/package.json',
  ])
})

test('every way to ask for the document leads to the same value', () => {
  const { folder } = installed()
  const program = `
    import imported from '@block-slots/spec/openapi.json' with { type: 'json' }
    import { createRequire } from 'node:module'
    import { readFileSync } from 'node:fs'
    const require = createRequire(import.meta.url)
    const names = ['openapi.yaml', 'openapi.json', 'DEVIATIONS.md', 'package.json']
    const paths = names.map((name) => require.resolve('@block-slots/spec/' + name))
    const [yaml, json, ledger, manifest] = paths.map((path) => readFileSync(path, 'utf8'))
    console.log(JSON.stringify({ imported, yaml, json, ledger, manifest }))`
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
    encoding: 'utf8',
  })
  const found: unknown = JSON.parse(said)
  expect(found).toMatchObject({ yaml: readFileSync(join(root, 'openapi.yaml'), 'utf8') })
  const { imported, yaml, json, ledger, manifest } = JSON.parse(said)
  expect(imported).toEqual(parse(yaml))
  expect(JSON.parse(json)).toEqual(parse(yaml))
  expect(ledger).toBe(readFileSync(join(root, 'DEVIATIONS.md'), 'utf8'))
  expect(imported.info.version).toBe(JSON.parse(manifest).version)
})
