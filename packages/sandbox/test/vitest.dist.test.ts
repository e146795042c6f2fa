import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

/** Runs a test file with vitest in a folder where the built package is installed. */
async function runVitest(code: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'))
  onTestFinished(async () => rm(folder, { recursive: true }))
  for (const [name, target] of [
    ['@block-slots/sandbox', root],
    ['vitest', join(root, 'node_modules/vitest')],
  ] as const) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(target, link, 'junction')
  }
  await writeFile(join(folder, 'create.test.ts'), code)
  const argv = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder]
  const { stdout } = await run(process.execPath, argv, {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
  })
  return stdout
}

test.each([
  ['guide/tests.md', /```ts\n(\/\/ create\.test\.ts\n[\s\S]+?)```/],
  ['src/vitest.ts', /```ts\n([\s\S]+?)```/],
])('the example of useSandbox in %s passes', async (file, example) => {
  const text = await readFile(join(root, file), 'utf8')
  const [, code = ''] = example.exec(text.replaceAll(/^ \* ?/gm, '')) ?? []
  expect(code).toContain('useSandbox')
  expect(await runVitest(code)).toMatch(/Tests +1 passed \(1\)/)
})
