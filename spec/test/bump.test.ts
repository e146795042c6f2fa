import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { changeOf, type Verdict } from '../tool/change/change.ts'
import { check, passes, report } from '../tool/bump.ts'
import { keep } from '../tool/released.ts'
import { type Edit, drop, field, schema, set, text } from './edit.ts'

const home = fileURLToPath(new URL('../..', import.meta.url))
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder with everything that decides about bumps: manifests, contract, changesets. */
function copy(version: string): string {
  const root = mkdtempSync(join(tmpdir(), 'block-slots-bump-'))
  folders.push(root)
  const packages = readdirSync(join(home, 'packages')).map((name) => `packages/${name}`)
  const manifests = ['spec', ...packages]
    .map((path) => `${path}/package.json`)
    .filter((path) => existsSync(join(home, path)))
  for (const path of [
    'package.json',
    'pnpm-workspace.yaml',
    '.changeset/config.json',
    'spec/openapi.yaml',
    ...manifests,
  ]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    cpSync(join(home, path), join(root, path))
  }
  // Changelogs name git commits; the test needs none.
  const config = join(root, '.changeset/config.json')
  writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), changelog: false }))
  for (const path of manifests) {
    const manifest = readFileSync(join(root, path), 'utf8')
    writeFileSync(join(root, path), manifest.replace(/"version": "[^"]+"/, `"version": "${version}"`))
  }
  return root
}

function edit(root: string, change: Edit): void {
  const path = join(root, 'spec/openapi.yaml')
  const document = parseDocument(readFileSync(path, 'utf8'))
  change(document)
  writeFileSync(path, document.toString())
}

function changeset(root: string, bumps: Record<string, string>): void {
  const lines = Object.entries(bumps).map(([name, bump]) => `'${name}': ${bump}\n`)
  const name = `${readdirSync(join(root, '.changeset')).length}.md`
  writeFileSync(join(root, '.changeset', name), `---\n${lines.join('')}---\n\nChanged the contract.\n`)
}

type Outcome = { readonly code: number; readonly output: string }

async function node(cwd: string, ...args: string[]): Promise<Outcome> {
  return promisify(execFile)(process.execPath, args, { cwd }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  )
}

const tool = (name: string) => join(home, 'spec/tool', `${name}.ts`)
/** The cases look several times at the same few contracts, and a comparison is a function of its texts. */
const verdicts = new Map<string, Promise<Verdict>>()
function compare(...texts: Parameters<typeof changeOf>): Promise<Verdict> {
  const key = JSON.stringify(texts)
  const verdict = verdicts.get(key) ?? changeOf(...texts)
  verdicts.set(key, verdict)
  return verdict
}

/** Output of the check; `run` gets it from a process of its own, with the exit code. */
async function look(root: string): Promise<Outcome> {
  const finding = await check(root, compare)
  return { code: passes(finding) ? 0 : 1, output: report(finding) }
}
const run = (root: string) => node(root, tool('bump'), root)
const version = (root: string) => node(root, join(home, 'node_modules/@changesets/cli/bin.js'), 'version')

const changes: Record<string, Edit> = {
  breaking: drop(field('BlockSlot', 'title')),
  additive: set(field('BlockSlot', 'plantedField'), text),
  editorial: set(schema('BlockSlot', 'description'), 'More.'),
}

const spec = ['@block-slots/spec']
const both = ['@block-slots/client', ...spec]

/** A change, the highest bump that is too low for it, what is said of that, and the bump that is enough. */
const cases: readonly [
  version: string,
  kind: string,
  low: string,
  reported: string,
  enough: string,
  names: string[],
][] = [
  ['0.4.2', 'breaking', 'patch', 'bump @block-slots/spec by a patch alone', 'minor', both],
  ['0.4.2', 'additive', 'none', 'No changeset names @block-slots/client', 'patch', both],
  ['0.4.2', 'editorial', 'none', 'No changeset names @block-slots/spec', 'patch', spec],
  ['1.4.2', 'breaking', 'minor', 'bump @block-slots/client by a minor alone', 'major', both],
  ['1.4.2', 'additive', 'patch', 'bump @block-slots/spec by a patch alone', 'minor', both],
  ['1.4.2', 'editorial', 'none', 'No changeset names @block-slots/spec', 'patch', spec],
]

describe('the pending changesets carry the change', () => {
  test.concurrent.each(cases)(
    'at %s a change that is %s: %s is too low (%s), %s is enough',
    async (from, kind, low, reported, enough, names) => {
      const root = copy(from)
      keep(root)
      expect(await look(root)).toEqual({
        code: 0,
        output: `The contract is the one released with ${from}.`,
      })

      edit(root, changes[kind] ?? (() => {}))
      const line = `pnpm changeset --message "What users see, in the past tense." --${enough} ${names.join(',')}`
      const bare = await look(root)
      expect(bare.output).toContain(`Changed since ${from}, ${kind}:`)
      expect(bare.output).toContain(`It demands a ${enough} bump:\n  No changeset names ${names[0]}.`)
      expect(bare.output).toContain(line)
      expect(bare.code).toBe(1)

      changeset(root, Object.fromEntries(names.map((name) => [name, low])))
      const short = await look(root)
      expect(short.output).toContain(reported)
      expect(short.code).toBe(1)

      // A changeset of another package raises the version too, but is not in the contract's changelog.
      changeset(root, { '@block-slots/helpers': 'major' })
      expect((await look(root)).code).toBe(1)
      for (const name of names) changeset(root, { [name]: enough })
      expect(await look(root)).toMatchObject({ code: 0, output: expect.stringContaining('have it') })
    },
  )

  test.concurrent('a breaking or additive change needs a changeset for the client too', async () => {
    const root = copy('1.0.0')
    keep(root)
    edit(root, changes['additive'] ?? (() => {}))
    changeset(root, { '@block-slots/spec': 'minor' })
    const { code, output } = await look(root)
    expect(output).toContain('No changeset names @block-slots/client.')
    expect(output).toContain('--minor @block-slots/client')
    expect(code).toBe(1)
  })
})

test.concurrent('before the first release any changeset is enough, but one is needed; versioning records the contract for the next comparison', async () => {
  const root = copy('0.0.0')
  const first = await look(root)
  expect(first.output).toContain('The contract has never been released')
  expect(first.output).toContain('No changeset names @block-slots/spec.')
  expect(first.code).toBe(1)

  changeset(root, { '@block-slots/spec': 'minor' })
  expect((await look(root)).code).toBe(0)
  expect(await version(root)).toMatchObject({ code: 0 })
  expect(await node(root, tool('released'), root)).toEqual({ code: 0, output: '' })
  expect(await look(root)).toEqual({ code: 0, output: 'The contract is the one released with 0.1.0.' })

  edit(root, changes['breaking'] ?? (() => {}))
  const second = await run(root)
  expect(second.output).toContain('Changed since 0.1.0, breaking')
  expect(second.code).toBe(1)
  changeset(root, { '@block-slots/client': 'minor', '@block-slots/spec': 'minor' })
  expect((await run(root)).code).toBe(0)
  await version(root)
  keep(root)
  expect(await look(root)).toEqual({ code: 0, output: 'The contract is the one released with 0.2.0.' })
})

const head = (line: string) => `---\n${line}\n---\n`
test.concurrent.each([
  [
    'no package of ours',
    `${head("'@block-slots/clientt': minor")}\nAdded it.\n`,
    'names @block-slots/clientt, which',
  ],
  ['no sentence', head("'@block-slots/spec': minor"), '.changeset/odd.md has no sentence'],
  ['no bump there is', `${head("'@block-slots/spec': Minor")}\nAdded it.\n`, 'invalid version type "Minor"'],
  ['no YAML', `${head("'@block-slots/spec: minor")}\nAdded it.\n`, 'invalid YAML'],
  ['nothing', '', 'file is empty'],
])('a changeset with %s is reported before it is merged', async (_, content, reported) => {
  const root = copy('0.4.2')
  keep(root)
  writeFileSync(join(root, '.changeset/odd.md'), content)
  const { code, output } = await look(root)
  expect(code).toBe(1)
  expect(output).toContain(reported)
})

test.concurrent('an empty changeset is valid', async () => {
  const root = copy('0.4.2')
  keep(root)
  writeFileSync(join(root, '.changeset/quiet.md'), '---\n---\n')
  expect(await look(root)).toMatchObject({ code: 0 })
})

test.concurrent('a missing record of the released contract is reported', async () => {
  const root = copy('0.4.2')
  changeset(root, { '@block-slots/client': 'minor', '@block-slots/spec': 'minor' })
  const { code, output } = await look(root)
  expect(output).toContain('0.4.2 is released, but spec/released.yaml')
  expect(code).toBe(1)
})

test('versioning checks the bumps first and records the contract last', () => {
  const { scripts } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const steps = ['@block-slots/spec bump', 'changeset version', '@block-slots/spec released']
  const found = steps.map((step) => scripts['release:version']?.indexOf(step) ?? -1)
  expect(found.every((one) => one >= 0)).toBe(true)
  expect(found).toEqual(found.toSorted((one, other) => one - other))
})

test('the record of the released contract is not published', () => {
  const { files } = JSON.parse(readFileSync(join(home, 'spec/package.json'), 'utf8')) as { files: string[] }
  expect(files.filter((one) => one.includes('released') || one.includes('tool') || one === '.')).toEqual([])
})
