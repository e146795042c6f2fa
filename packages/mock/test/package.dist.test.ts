import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}/README.md`, 'utf8')

/** Runs a program in this package's folder, where the package is found under its own name as users find it. */
function run(program: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
  })
}

function exported(entry: string): string[] {
  const program = `console.log(JSON.stringify(Object.keys(await import('${entry}')).sort()))`
  return JSON.parse(run(program))
}

test('nothing is installed along but the contract and Prism', () => {
  const { dependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  expect(new Set(Object.keys(dependencies))).toEqual(
    new Set(['@block-slots/spec', '@stoplight/prism-http', '@stoplight/prism-http-server']),
  )
})

test('exactly the public names', () => {
  expect(exported('@block-slots/mock')).toEqual([
    'peakRequests',
    'seedState',
    'startPrism',
    'startSandbox',
    'virtualClock',
  ])
  expect(exported('@block-slots/mock/vitest')).toEqual(['default'])
})

test('the README lists every public name, and no other', () => {
  const listed = [...readme.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name)
  expect(listed).toEqual(['startPrism', 'startSandbox', 'seedState', 'virtualClock', 'peakRequests'])
})

test('the sandbox alone does not load Prism', () => {
  const program = `
    import { startSandbox } from '@block-slots/mock'
    import { createRequire } from 'node:module'
    const sandbox = await startSandbox()
    await sandbox.close()
    console.log(Object.keys(createRequire(process.cwd() + '/x.js').cache).filter((path) => path.includes('stoplight')).length)`
  expect(run(program)).toBe('0\n')
})
