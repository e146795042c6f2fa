import { fileURLToPath } from 'node:url'
import { startSandbox } from '@block-slots/sandbox'
import { codeOf, fileName, importsOf, type Line, type Program } from '../shared/program.ts'
import type { Finding } from './document.ts'
import type { Project } from './project.ts'
import { runProgram } from './run.ts'

const service = new URL('service.ts', import.meta.url).href
const batch = fileURLToPath(new URL('batch.ts', import.meta.url))

/** The file of a program. */
export const moduleOf = ({ name }: Program): string => `${fileName(name)}.mts`

/** Whether a program uses the helpers alone, so that nothing but its own words may decide what it prints. */
export function isPure({ blocks }: Program): boolean {
  const imports = importsOf(codeOf(blocks))
  return imports.length > 0 && imports.every((from) => /^@block-slots\/helpers(?:\/|$)/.test(from))
}

/** What depends on nothing but its words prints the same wherever the clock on the wall hangs. */
const zones = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Apia']

/** Runs a program against the built packages, with a sandbox in the place of the service, and compares what it prints. */
export async function execute({ folder }: Project, program: Program): Promise<Finding[]> {
  const sandbox = await startSandbox()
  try {
    // What an example leaves in a temporary folder goes with the place.
    const env = { SANDBOX: sandbox.url, HIGHLEVEL_TOKEN: sandbox.token, TMPDIR: folder }
    const argv = ['--no-warnings', '--import', service, moduleOf(program)]
    const { code, stdout: out, stderr: err } = await runProgram(process.execPath, argv, { cwd: folder, env })
    if (code !== 0) return [failure(program, err)]
    return comparePrinted(program.expected, out, '', program.lines.at(-1))
  } finally {
    await sandbox.close()
  }
}

/** The same for those that use the helpers alone, on machines in several zones: one process for all of them in each. */
export async function executePure(place: Project, programs: readonly Program[]): Promise<Finding[]> {
  const { folder } = place
  const argv = ['--no-warnings', batch, ...programs.map(moduleOf)]
  for (const TZ of programs.length === 0 ? [] : zones) {
    const { code, stdout: out } = await runProgram(process.execPath, argv, { cwd: folder, env: { TZ } })
    // One of them ended the process: which one tells, and why, when it runs alone.
    if (code !== 0) return (await Promise.all(programs.map((program) => execute(place, program)))).flat()
    const told: readonly { readonly out: string; readonly err: string }[] = JSON.parse(out)
    const findings = programs.flatMap((program, index) => {
      const { out: printed = '', err = '' } = told[index] ?? {}
      if (err !== '') return [failure(program, err)]
      return comparePrinted(program.expected, printed, ` on a machine in ${TZ}`, program.lines.at(-1))
    })
    if (findings.length > 0) return findings
  }
  return []
}

/** The first line that is not the one that was promised. */
export function comparePrinted(
  promises: readonly Line[],
  out: string,
  where = '',
  end: Line | undefined = promises.at(-1),
): Finding[] {
  const printed = out === '' ? [] : out.replace(/\n$/, '').split('\n')
  for (let index = 0; index < Math.max(promises.length, printed.length); index += 1) {
    const promise = promises[index]
    const line = printed[index]
    if (promise?.text === line) continue
    const { file, line: at } = promise ?? end ?? { file: '', line: 0 }
    if (promise === undefined)
      return [{ file, line: at, message: `Prints \`${line}\`${where}, which nothing promises.` }]
    const instead = line === undefined ? 'nothing more is printed' : `\`${line}\` is printed`
    return [{ file, line: at, message: `Promises \`${promise.text}\`, but ${instead}${where}.` }]
  }
  return []
}

/** Where a program failed and with what words. */
function failure(program: Program, err: string): Finding {
  const { lines } = program
  const [, at] = new RegExp(String.raw`/${moduleOf(program)}:(\d+)`).exec(err) ?? []
  const { file = '', line = 0 } = lines[Number(at ?? 1) - 1] ?? lines[0] ?? {}
  const said = err.split('\n').find((text) => /^\s*(?:\w*Error\b|It had not)/.test(text)) ?? err.trim()
  return { file, line, message: `This does not run: ${said.trim()}` }
}
