import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '@block-slots/sandbox'
import { codeOf, fileName, importsOf, type Line, type Program } from '../shared/program.ts'
import type { Finding } from './document.ts'
import type { Project } from './project.ts'
import { runProgram } from './run.ts'

const redirect = new URL('redirect.ts', import.meta.url).href
const batch = fileURLToPath(new URL('batch.ts', import.meta.url))

/** The module file of a program. */
export const moduleOf = ({ name }: Program): string => `${fileName(name)}.mts`

/** True for a program that imports the helpers alone, so that its output may depend on nothing else. */
export function isPure({ blocks }: Program): boolean {
  const imports = importsOf(codeOf(blocks))
  return imports.length > 0 && imports.every((from) => /^@block-slots\/helpers(?:\/|$)/.test(from))
}

/** Time zones of the machine under which a pure program must print the same. */
const zones = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Apia']

/** Runs a program against the built packages, with a sandbox as the service, and compares its output. */
export async function execute({ folder }: Project, program: Program): Promise<Finding[]> {
  // A test file needs vitest: it is compiled here and run by a test of its package.
  if (importsOf(codeOf(program.blocks)).includes('vitest')) return []
  const sandbox = await startSandbox()
  try {
    // Temporary files of examples are removed with the project.
    const env = { SANDBOX: sandbox.url, HIGHLEVEL_TOKEN: sandbox.token, TMPDIR: folder }
    const argv = ['--no-warnings', '--import', redirect, join(folder, moduleOf(program))]
    // A folder of its own for the files that it writes by relative paths.
    const cwd = mkdtempSync(join(folder, 'program-'))
    const { code, stdout, stderr } = await runProgram(process.execPath, argv, { cwd, env })
    if (code !== 0) return [failure(program, stderr)]
    return comparePrinted(program.expected, stdout, '', program.lines.at(-1))
  } finally {
    await sandbox.close()
  }
}

/** Runs pure programs under several time zones, in one process for each zone. */
export async function executePure(project: Project, programs: readonly Program[]): Promise<Finding[]> {
  const { folder } = project
  const argv = ['--no-warnings', batch, ...programs.map(moduleOf)]
  for (const TZ of programs.length === 0 ? [] : zones) {
    const { code, stdout } = await runProgram(process.execPath, argv, { cwd: folder, env: { TZ } })
    // One program ended the process. Run alone, each reports its own error.
    if (code !== 0) return (await Promise.all(programs.map((program) => execute(project, program)))).flat()
    const results: readonly { readonly stdout: string; readonly error: string }[] = JSON.parse(stdout)
    const findings = programs.flatMap((program, index) => {
      const { stdout: printed = '', error = '' } = results[index] ?? {}
      if (error !== '') return [failure(program, error)]
      return comparePrinted(program.expected, printed, ` with TZ=${TZ}`, program.lines.at(-1))
    })
    if (findings.length > 0) return findings
  }
  return []
}

/** Reports the first line that differs from the expected one. */
export function comparePrinted(
  expected: readonly Line[],
  output: string,
  where = '',
  end: Line | undefined = expected.at(-1),
): Finding[] {
  const printed = output === '' ? [] : output.replace(/\n$/, '').split('\n')
  for (let index = 0; index < Math.max(expected.length, printed.length); index += 1) {
    const wanted = expected[index]
    const line = printed[index]
    if (wanted?.text === line) continue
    const { file, line: at } = wanted ?? end ?? { file: '', line: 0 }
    if (wanted === undefined)
      return [{ file, line: at, message: `Expected no more output and got \`${line}\`${where}.` }]
    const got = line === undefined ? 'no more output' : `\`${line}\``
    return [{ file, line: at, message: `Expected \`${wanted.text}\` and got ${got}${where}.` }]
  }
  return []
}

/** The line at which a program failed, with its error. */
function failure(program: Program, stderr: string): Finding {
  const { lines } = program
  const [, at] = new RegExp(String.raw`/${moduleOf(program)}:(\d+)`).exec(stderr) ?? []
  const { file = '', line = 0 } = lines[Number(at ?? 1) - 1] ?? lines[0] ?? {}
  const error = stderr.split('\n').find((text) => /^\s*(?:\w*Error\b|Timed out)/.test(text)) ?? stderr.trim()
  return { file, line, message: `Does not run: ${error.trim()}` }
}
