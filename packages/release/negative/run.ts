import { root } from '../shared/root.ts'
import { baseline, findMistakes } from './find.ts'
import { mistakes } from './mistakes.ts'

/*
 * Seeds mistakes into a copy of the repository, one after the other, and prints the check that found each and its message.
 * Arguments filter the mistakes by name.
 */

const chosen = mistakes.filter(({ name }) => process.argv.slice(2).every((word) => name.includes(word)))
const widths = [50, 40] as const
const printRow = (...[name, command, output]: readonly [string, string, string]): void => {
  process.stdout.write(`${name.padEnd(widths[0])}  ${command.padEnd(widths[1])}  ${output}\n`)
}

printRow('mistake', 'found by pnpm …', 'message')
await findMistakes(root, chosen, ({ name, command, found, output }) => {
  if (found) return printRow(name, command, output.replaceAll(/\s*\n\s*/g, ' … ').slice(0, 120))
  process.exitCode = 1
  printRow(name, command, name === baseline ? 'fails without a mistake:' : 'NOT FOUND:')
  process.stdout.write(`${output.trim().split('\n').slice(-40).join('\n')}\n`)
})
