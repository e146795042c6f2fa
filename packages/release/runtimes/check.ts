import { readFileSync } from 'node:fs'
import type { Fault } from '@block-slots/sandbox'
import { codeBlocks, expectedLines } from '../shared/code-block.ts'
import { run } from '../shared/command.ts'
import { root } from '../shared/root.ts'
import { documents, programsIn } from './document.ts'
import { codeFor, evaluate, type SandboxModule, type CheckResult } from './evaluate.ts'
import { environment } from './process.ts'
import type { Feature, Runtime } from './runtime.ts'

/** Where a check finds the packages, and the sandbox. */
type Place = { readonly folder: string; readonly mock: SandboxModule }

/** A column of the matrix. Gives nothing where it does not apply. */
export type Check = {
  readonly name: string
  readonly run: (runtime: Runtime, place: Place) => Promise<CheckResult | undefined>
}

/** Every check, in the order of the columns. */
export const checks: readonly Check[] = [
  { name: 'README', run: documented((file) => file === 'README.md') },
  { name: 'client', run: documented((file) => file.startsWith('packages/client/')) },
  { name: 'helpers', run: documented((file) => file.startsWith('packages/helpers/')) },
  { name: 'lost answers', run: lostAnswers },
  { name: 'mock', run: documented((file) => file.startsWith('packages/mock/'), 'mock') },
  { name: 'command line', run: commands },
]

/** Runs the programs of documents, each as far as the runtime can. */
function documented(isMeant: (file: string) => boolean, needed?: Feature): Check['run'] {
  const programs = documents().filter(isMeant).flatMap(programsIn)
  return async (runtime, place) => {
    if (needed !== undefined && !runtime.features.has(needed)) return undefined
    let held = 0
    const failures: string[] = []
    for (const program of programs) {
      const code = codeFor(program, runtime.features)
      // What promises nothing shows nothing; it is compiled.
      if (expectedLines(code).length === 0) continue
      const verdict = await evaluate(runtime, place, program.name, code)
      if ('failed' in verdict) failures.push(`${program.name} ${verdict.failed}`)
      else held += verdict.held
    }
    if (failures.length > 0) return { failed: failures.join('\n') }
    return held === 0 ? { failed: 'nothing is promised' } : { held }
  }
}

/** Connections that break when the block is made. */
const broken: Fault[] = [
  { fault: 'reset', operation: 'createBlockSlot', on: 'first' },
  { fault: 'reset', operation: 'createBlockSlot', on: 'second' },
  { fault: 'close', operation: 'createBlockSlot', on: [3] },
]

/** The same loss, told by something in between. */
const replaced: Fault[] = [
  { fault: 'gateway-timeout', operation: 'createBlockSlot', on: 'first', commitDelayMs: 0 },
  { fault: 'bad-gateway', operation: 'createBlockSlot', on: 'second' },
  { fault: 'truncated', operation: 'createBlockSlot', on: [3] },
]

/** Every answer to a create is lost after it was carried out, and each block is made once all the same. */
async function lostAnswers(runtime: Runtime, place: Place): Promise<CheckResult> {
  const code = readFileSync(new URL('lost.ts', import.meta.url), 'utf8')
  const once = (faults: Fault[]): Promise<CheckResult> =>
    evaluate(runtime, place, 'lost', code, {
      faults,
      inspect(sandbox) {
        const titles = sandbox.blocks().map(({ title }) => title)
        if (titles.join() !== 'First,Second,Third') throw new Error(`blocks are there: ${titles.join()}`)
      },
    })
  const plain = await once(broken)
  if (runtime.resends === undefined) return plain
  if ('held' in plain)
    return { failed: 'it no longer sends a create again by itself: take the note about it away' }
  return once(replaced)
}

/** Runs the installed commands with npx, as the READMEs write them. */
async function commands(
  { features: can, file }: Runtime,
  { folder, mock }: Place,
): Promise<CheckResult | undefined> {
  if (!can.has('bin') || file === undefined) return undefined
  const sandbox = await mock.startSandbox()
  try {
    const env = {
      ...environment(file, { folder, url: sandbox.url, token: sandbox.token }),
      HIGHLEVEL_LOCATION_ID: 'C2QujeCh8ZnC7al2InWR',
    }
    const npx = (words: readonly string[]): Promise<string> =>
      run('npx', ['--no-install', ...words], { cwd: folder, env })
    const help = await npx(['block-slots', '--help'])
    if (!help.startsWith('Usage: block-slots')) return { failed: `--help prints "${help.slice(0, 40)}"` }
    if (can.has('mock')) await npx(['block-slots-mock', '--help'])
    for (const document of ['README.md', 'packages/cli/README.md']) {
      const blocks = codeBlocks(document, readFileSync(`${root}/${document}`, 'utf8'))
      const at = blocks.findIndex(({ code }) => code.includes('npx block-slots create'))
      const words = wordsOf(blocks[at]?.code ?? '', 'npx ')
      // Ids are made anew.
      const printed = (await npx(words)).replace(/id \w+$/m, 'id 0TkCdp9PfvLeWKYRRvIz').trimEnd()
      const wanted = blocks[at + 1]?.code
      if (printed !== wanted)
        return { failed: `${document} promises\n${wanted}\nand this is printed:\n${printed}` }
      sandbox.reset()
    }
    return { held: 2 }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  } finally {
    await sandbox.close()
  }
}

/** The words of a command in a document, from what stands before it on. */
function wordsOf(code: string, before: string): string[] {
  const text = code.slice(code.indexOf(before) + before.length).replaceAll('\\\n', ' ')
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain)
}
