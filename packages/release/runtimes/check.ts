import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '@block-slots/sandbox'
import { parseCommands } from '../docs/shell-command.ts'
import { codeBlocks, expectedLines } from '../shared/code-block.ts'
import { attempt, run } from '../shared/command.ts'
import { root } from '../shared/root.ts'
import { documents, programsIn } from './document.ts'
import { codeFor, evaluate, type SandboxModule, type CheckResult } from './evaluate.ts'
import { environment } from './process.ts'
import type { Feature, Runtime } from './runtime.ts'

/** The consumer's project, and the sandbox that is installed in it. */
type Installation = { readonly folder: string; readonly sandboxModule: SandboxModule }

/** A column of the table. `undefined` where it does not apply. */
export type Check = {
  readonly name: string
  readonly run: (runtime: Runtime, installation: Installation) => Promise<CheckResult | undefined>
}

/** Every check, in the order of the columns. */
export const checks: readonly Check[] = [
  { name: 'README', run: documented((file) => file === 'README.md') },
  { name: 'client', run: documented((file) => file.startsWith('packages/client/')) },
  { name: 'helpers', run: documented((file) => file.startsWith('packages/helpers/')) },
  { name: 'lost responses', run: lostResponses },
  { name: 'sandbox', run: documented((file) => file.startsWith('packages/sandbox/'), 'sandbox') },
  { name: 'sync', run: documented((file) => file.startsWith('packages/sync/'), 'sync') },
  { name: 'sync, quiet', run: syncedOnce },
  { name: 'mock', run: documented((file) => file.startsWith('packages/mock/'), 'prism') },
  { name: 'commands', run: commands },
]

/** Runs the programs of documents, without the blocks that need features the runtime lacks. */
function documented(isMeant: (file: string) => boolean, needed?: Feature): Check['run'] {
  const programs = documents().filter(isMeant).flatMap(programsIn)
  return async (runtime, installation) => {
    if (needed !== undefined && !runtime.features.has(needed)) return undefined
    let passed = 0
    const failures: string[] = []
    for (const program of programs) {
      const code = codeFor(program, runtime.features)
      // A program without expected output is compiled only.
      if (expectedLines(code).length === 0) continue
      const result = await evaluate(runtime, installation, program.name, code)
      if ('failed' in result) failures.push(`${program.name} ${result.failed}`)
      else passed += result.passed
    }
    if (failures.length > 0) return { failed: failures.join('\n') }
    return passed === 0 ? { failed: 'no document has expected output' } : { passed }
  }
}

/** Connections that break after the create was committed. */
const broken: Fault[] = [
  { fault: 'reset', operation: 'createBlockSlot', on: 'first' },
  { fault: 'reset', operation: 'createBlockSlot', on: 'second' },
  { fault: 'close', operation: 'createBlockSlot', on: [3] },
]

/** The same loss, reported by a gateway. */
const replaced: Fault[] = [
  { fault: 'gateway-timeout', operation: 'createBlockSlot', on: 'first', commitDelayMs: 0 },
  { fault: 'bad-gateway', operation: 'createBlockSlot', on: 'second' },
  { fault: 'truncated', operation: 'createBlockSlot', on: [3] },
]

/** Loses the response to every create after its commit, and expects each block exactly once. */
async function lostResponses(runtime: Runtime, installation: Installation): Promise<CheckResult> {
  const code = readFileSync(new URL('lost-response.ts', import.meta.url), 'utf8')
  const once = (faults: Fault[]): Promise<CheckResult> =>
    evaluate(runtime, installation, 'lost-response', code, {
      faults,
      inspect(sandbox) {
        const titles = sandbox.blocks().map(({ title }) => title)
        if (titles.join() !== 'First,Second,Third')
          throw new Error(`expected First,Second,Third and got the blocks ${titles.join()}`)
      },
    })
  const plain = await once(broken)
  if (runtime.resends === undefined) return plain
  if ('passed' in plain)
    return { failed: 'it no longer resends a create by itself: remove its note `resends`' }
  return once(replaced)
}

/** Plans and applies once, and again with nothing to do, over the SQLite store; nothing may reach standard error. */
async function syncedOnce(runtime: Runtime, installation: Installation): Promise<CheckResult | undefined> {
  if (!runtime.features.has('sync')) return undefined
  const code = readFileSync(new URL('sync-once.ts', import.meta.url), 'utf8')
  return evaluate(runtime, installation, 'sync-once', code, {
    quiet: true,
    inspect(sandbox) {
      const titles = sandbox.blocks().map(({ title }) => title)
      if (titles.join() !== 'Away,Holiday')
        throw new Error(`expected Away,Holiday and got the blocks ${titles.join()}`)
    },
  })
}

/** Runs the installed commands with npx, as in the READMEs. */
async function commands(
  { features, file }: Runtime,
  { folder, sandboxModule }: Installation,
): Promise<CheckResult | undefined> {
  if (!features.has('bin') || file === undefined) return undefined
  const sandbox = await sandboxModule.startSandbox()
  try {
    const env = {
      ...environment(file, { folder, url: sandbox.url, token: sandbox.token }),
      HIGHLEVEL_LOCATION_ID: 'C2QujeCh8ZnC7al2InWR',
    }
    const npx = (words: readonly string[]): Promise<string> =>
      run('npx', ['--no-install', ...words], { cwd: folder, env })
    await npx(['block-slots-sandbox', '--help'])
    if (features.has('prism')) await npx(['block-slots-mock', '--help'])
    if (!features.has('sync')) return { passed: 1 }
    const help = await npx(['block-slots', '--help'])
    if (!help.startsWith('Usage: block-slots')) return { failed: `--help prints "${help.slice(0, 40)}"` }
    for (const document of ['README.md', 'packages/cli/README.md']) {
      const blocks = codeBlocks(document, readFileSync(`${root}/${document}`, 'utf8'))
      const at = blocks.findIndex(({ code }) => code.includes('npx block-slots create'))
      const block = blocks[at]
      const printed: string[] = []
      for (const { words } of block === undefined ? [] : parseCommands(block)) {
        const [tool, ...argv] = words
        // oxlint-disable-next-line no-await-in-loop -- Each works with what the one before has left.
        if (tool === 'npx') printed.push(await npx(argv))
      }
      const wanted = blocks[at + 1]?.code
      const output = printed.join('').trimEnd()
      if (output !== wanted) return { failed: `${document}: expected\n${wanted}\nand got\n${output}` }
      sandbox.reset()
    }
    return await applyConfiguration(folder, env)
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  } finally {
    await sandbox.close()
  }
}

/** Applies the configuration in sync's README twice with the installed command; nothing may reach standard error. */
async function applyConfiguration(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<CheckResult> {
  const document = 'packages/sync/README.md'
  const blocks = codeBlocks(document, readFileSync(`${root}/${document}`, 'utf8'))
  const cwd = mkdtempSync(join(folder, 'configuration-'))
  writeFileSync(join(cwd, 'block-slots.yaml'), blocks.find(({ language }) => language === 'yaml')?.code ?? '')
  const bin = join(folder, 'node_modules/.bin/block-slots')
  for (const wanted of ['2 done.', '2 there already.']) {
    const options = { cwd, env: { ...env, NODE_NO_WARNINGS: undefined } }
    const { stdout, stderr } = await attempt(bin, ['apply', '--yes'], options)
    if (stderr !== '' || !stdout.includes(wanted))
      return { failed: `apply: expected "${wanted}" and got\n${stdout}${stderr}` }
  }
  return { passed: 4 }
}
