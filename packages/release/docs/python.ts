import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeBlock } from '../shared/code-block.ts'
import type { Finding } from './document.ts'
import { fileName } from '../shared/program.ts'
import { comparePrinted } from './execute.ts'
import type { Project } from './project.ts'
import { runProgram } from './run.ts'

/** Whether there is a Python to run blocks with. Where there is none, whoever proves has to say that they were not run. */
export async function findPython(): Promise<boolean> {
  return (await runProgram('python3', ['--version'], { cwd: '.' })).code === 0
}

/** Runs a block of Python where the packages are installed, and compares what it prints with its `# => `. */
export async function runPython({ folder }: Project, { code, file, line }: CodeBlock): Promise<Finding[]> {
  const name = `${fileName(`${file}:${line}`)}.py`
  writeFileSync(join(folder, name), `${code}\n`)
  const run = await runProgram('python3', [name], { cwd: folder })
  if (run.code !== 0) {
    const [, at = '1'] = [...run.stderr.matchAll(new RegExp(`${name}", line (\\d+)`, 'g'))].at(-1) ?? []
    const said = run.stderr.trim().split('\n').at(-1) ?? ''
    return [{ file, line: line + Number(at), message: `This does not run: ${said}` }]
  }
  const promises = code.split('\n').flatMap((text, index) => {
    const [, promise] = /# => (.*)$/.exec(text) ?? []
    return promise === undefined ? [] : [{ text: promise, file, line: line + 1 + index }]
  })
  return comparePrinted(promises, run.stdout, '', { text: '', file, line })
}
