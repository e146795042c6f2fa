import { startSandbox } from '@block-slots/mock'
import type { Finding } from './document.ts'
import type { Place } from './place.ts'
import type { Line, Program } from './program.ts'
import { runProgram } from './run.ts'

const service = new URL('service.ts', import.meta.url).href

/** What depends on nothing but its words prints the same wherever the clock on the wall hangs. */
const zones = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Apia']

/** Runs a program against the built packages, with a sandbox in the place of the service, and compares what it prints. */
export async function perform({ folder }: Place, program: Program): Promise<Finding[]> {
  for (const zone of program.isPure ? zones : ['UTC']) {
    const sandbox = await startSandbox()
    try {
      const env = { SANDBOX: sandbox.url, HIGHLEVEL_TOKEN: sandbox.token, TZ: zone }
      const argv = ['--no-warnings', '--import', service, `${program.name}.mts`]
      const { code, out, err } = await runProgram(process.execPath, argv, { cwd: folder, env })
      const where = zone === 'UTC' ? '' : ` on a machine in ${zone}`
      const findings =
        code === 0
          ? comparePrinted(program.promises, out, where, program.lines.at(-1))
          : [failure(program, err)]
      if (findings.length > 0) return findings
    } finally {
      await sandbox.close()
    }
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
function failure({ name, lines }: Program, err: string): Finding {
  const [, at] = new RegExp(String.raw`${name}\.mts:(\d+)`).exec(err) ?? []
  const { file = '', line = 0 } = lines[Number(at ?? 1) - 1] ?? lines[0] ?? {}
  const said = err.split('\n').find((text) => /^\s*(?:\w*Error\b|It had not)/.test(text)) ?? err.trim()
  return { file, line, message: `This does not run: ${said.trim()}` }
}
