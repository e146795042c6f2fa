import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

type Edit = readonly [file: string, before: string, after: string]

/** The other place that lists every fault, completed so that only the effect is missing. */
const target: Edit = ['schedule.ts', 'altered: save,', 'altered: save,\n  brownout: all,']

/** Compiles a copy of the sources after some edits, and returns the files with errors. */
async function filesWithErrors(edits: readonly Edit[]): Promise<string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'sandbox-'))
  onTestFinished(async () => rm(copy, { recursive: true }))
  for (const name of ['src', 'package.json'])
    await cp(join(root, name), join(copy, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  const compilerOptions = { types: ['node'] }
  const config = { extends: join(root, '../tsconfig.json'), compilerOptions, include: ['src'] }
  await writeFile(join(copy, 'tsconfig.json'), JSON.stringify(config))
  for (const [file, before, after] of edits) {
    const path = join(copy, 'src/fault', file)
    const text = await readFile(path, 'utf8')
    expect(text).toContain(before)
    await writeFile(path, text.replace(before, after))
  }
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const output = await run(process.execPath, [compiler, '--project', copy, '--pretty', 'false']).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  )
  return [...new Set([...output.matchAll(/src\/(\S+\.ts)\(\d+,/g)].map(([, file = '']) => file))]
}

test('the sources compile without an edit', async () => {
  expect(await filesWithErrors([])).toEqual([])
})

test.each<[string, string, string]>([
  ['that keeps the request from arriving', "'connect-timeout' |", 'fault/unreached.ts'],
  ['without a response', "fault: 'close' | 'reset'", 'fault/apply.ts'],
  ['with an error response', "fault: 'bad-gateway' |", 'fault/apply.ts'],
  ['of an unreadable success', "fault: 'broken-gzip' |", 'fault/apply.ts'],
])('a fault %s does not compile without an effect', async (_, names, place) => {
  const last = names.endsWith('|')
  const planted: Edit = ['fault.ts', names, last ? `${names} 'brownout' |` : `${names} | 'brownout'`]
  expect(await filesWithErrors([planted, target])).toContain(place)
})

test('a fault of a list does not compile without an effect', async () => {
  const planted: Edit = ['fault.ts', "fault: 'empty-list'", "fault: 'empty-list' | 'brownout'"]
  expect(await filesWithErrors([planted, target])).toContain('fault/list.ts')
})

test('a fault outside every phase does not compile', async () => {
  const planted: Edit = [
    'fault.ts',
    'export type Fault = ResponseFault',
    "export type Fault = (Target<OperationId> & { readonly fault: 'brownout' }) | ResponseFault",
  ]
  expect(await filesWithErrors([planted, target])).toContain('transport/handle.ts')
})

test('a fault without a target does not compile', async () => {
  const planted: Edit = ['fault.ts', "fault: 'close' | 'reset'", "fault: 'close' | 'reset' | 'brownout'"]
  expect(await filesWithErrors([planted])).toContain('fault/schedule.ts')
})
