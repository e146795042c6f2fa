import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}/README.md`, 'utf8')

/** Runs a program in this package's folder, where the package resolves by its own name. */
function run(program: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
  })
}

test('the package has no dependencies and one optional peer', () => {
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  expect(manifest).not.toHaveProperty('dependencies')
  expect(manifest.peerDependencies).toEqual({ vitest: '>=3' })
  expect(manifest.peerDependenciesMeta).toEqual({ vitest: { optional: true } })
  expect(JSON.stringify(manifest.scripts)).not.toContain('install')
})

test('the main entry exports exactly the public names', () => {
  const program = `console.log(JSON.stringify(Object.keys(await import('@block-slots/sandbox')).sort()))`
  expect(JSON.parse(run(program))).toEqual(['peakRequests', 'seedState', 'startSandbox', 'virtualClock'])
})

test('the README lists every public name, and no other', () => {
  const listed = [...readme.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name)
  expect(listed).toEqual(['startSandbox', 'seedState', 'virtualClock', 'peakRequests', 'useSandbox'])
})

test('the guide of the command lists every option', () => {
  const guide = readFileSync(`${root}/guide/sandbox-command.md`, 'utf8')
  const help = run(helpProgram)
  const options = [...help.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, name]) => name)
  expect(options.length).toBeGreaterThan(7)
  for (const option of options) expect(guide).toContain(option)
})

const helpProgram = `
  const { main } = await import('./dist/main.js')
  await main(['--help'], { writeOutput: (text) => process.stdout.write(text) })`
