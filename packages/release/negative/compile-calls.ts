import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, writeModules } from '../shared/compile.ts'
import { root } from '../shared/root.ts'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import { prelude, wrongCalls } from './wrong-calls.ts'

/** What a compiler says about each wrong call, in their order: its errors in full, without places; empty for none. */
export type CallMessages = readonly string[]

/** The options of a compiler as the README says to set it up, and nothing else. */
const compilerOptions = { module: 'nodenext', target: 'es2023', strict: true, noEmit: true, types: ['node'] }

const fileOf = (index: number): string => `call-${String(index + 1).padStart(2, '0')}.ts`

/**
 * Compiles each wrong call in a module of its own against the built packages.
 *
 * @param tsc The program of the compiler.
 * @throws Error when the compiler reports anything else, such as a package that is not built.
 */
export async function compileWrongCalls(tsc: string): Promise<CallMessages> {
  const { path: folder, remove } = temporaryFolder('wrong-calls')
  try {
    symlinkSync(join(root, 'packages/release/node_modules'), join(folder, 'node_modules'))
    const modules = wrongCalls.map(({ code }, index) => [fileOf(index), `${prelude}${code}\n`] as const)
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
    writeModules(folder, new Map(modules), compilerOptions)
    const { stdout, stderr } = await compile(folder, tsc)
    const messages = new Map<string, string[]>()
    for (const text of stdout.split(/\n(?! )/)) {
      const [, file, message] = /^(call-\d+\.ts)\(\d+,\d+\): error (TS[^]*)$/.exec(text.trimEnd()) ?? []
      if (file !== undefined && message !== undefined)
        messages.set(file, [...(messages.get(file) ?? []), message])
      else if (text !== '') throw new Error(`The compiler failed: ${stdout}${stderr}`)
    }
    return wrongCalls.map((_, index) => messages.get(fileOf(index))?.join('\n') ?? '')
  } finally {
    remove()
  }
}

/** The line of a message that says the rule: the first that has its text; the first line where none has. */
export function ruleLine(message: string, rule: string | undefined): string {
  const lines = message.split('\n')
  return (lines.find((line) => rule !== undefined && line.includes(rule)) ?? lines[0] ?? '').trim()
}
