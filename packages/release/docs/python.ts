import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeBlock } from '../shared/code-block.ts'
import type { Finding } from './document.ts'
import { fileName } from '../shared/program.ts'
import { comparePrinted } from './execute.ts'
import type { Project } from './project.ts'
import { runProgram } from './run.ts'

/** True when Python is installed. Without it, blocks of Python are reported as skipped. */
export async function findPython(): Promise<boolean> {
  return (await runProgram('python3', ['--version'], { cwd: '.' })).code === 0
}

/** Runs a block of Python in the project, and compares its output with its `# => ` lines. */
export async function runPython({ folder }: Project, { code, file, line }: CodeBlock): Promise<Finding[]> {
  const name = `${fileName(`${file}:${line}`)}.py`
  writeFileSync(join(folder, name), `${code}\n`)
  const run = await runProgram('python3', [name], { cwd: folder })
  if (run.code !== 0) {
    const [, at = '1'] = [...run.stderr.matchAll(new RegExp(`${name}", line (\\d+)`, 'g'))].at(-1) ?? []
    const error = run.stderr.trim().split('\n').at(-1) ?? ''
    return [{ file, line: line + Number(at), message: `Does not run: ${error}` }]
  }
  const expected = code.split('\n').flatMap((text, index) => {
    const [, wanted] = /# => (.*)$/.exec(text) ?? []
    return wanted === undefined ? [] : [{ text: wanted, file, line: line + 1 + index }]
  })
  return comparePrinted(expected, run.stdout, '', { text: '', file, line })
}
