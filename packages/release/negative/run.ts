import { findMistakes, baseline } from './find.ts'
import { mistakes } from './mistakes.ts'
import { root } from '../shared/root.ts'

/*
 * Plants mistakes into a copy of the repository, one after the other, and prints who found each and what was said. Words
 * given on the command line choose among them.
 */

const chosen = mistakes.filter(({ name }) => process.argv.slice(2).every((word) => name.includes(word)))
const widths = [50, 40] as const
const row = (...[name, by, said]: readonly [string, string, string]): void => {
  process.stdout.write(`${name.padEnd(widths[0])}  ${by.padEnd(widths[1])}  ${said}\n`)
}

row('mistake', 'found by pnpm …', 'said')
await findMistakes(root, chosen, ({ name, by, found, output: said }) => {
  if (found) return row(name, by, said.replaceAll(/\s*\n\s*/g, ' … ').slice(0, 120))
  process.exitCode = 1
  row(name, by, name === baseline ? 'fails although nothing is wrong:' : 'NOT FOUND:')
  process.stdout.write(`${said.trim().split('\n').slice(-40).join('\n')}\n`)
})
