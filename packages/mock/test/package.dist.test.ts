import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}/README.md`, 'utf8')

/** The names that an entry exports, resolved by the name of the package. */
function exported(entry: string): string[] {
  const program = `console.log(JSON.stringify(Object.keys(await import('${entry}')).sort()))`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
  })
  return JSON.parse(output)
}

test('the only dependencies are the contract and the engine of Prism', () => {
  const { dependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  expect(new Set(Object.keys(dependencies))).toEqual(new Set(['@block-slots/spec', '@stoplight/prism-http']))
})

test('the entries export exactly the public names', () => {
  expect(exported('@block-slots/mock')).toEqual(['startPrism'])
  expect(exported('@block-slots/mock/vitest')).toEqual(['default'])
})

test('the README lists every public name, and no other', () => {
  const listed = [...readme.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name)
  expect(listed).toEqual(['startPrism'])
})
