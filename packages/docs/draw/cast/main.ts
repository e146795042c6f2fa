// `pnpm --filter block-slots-docs run cast`: records the terminals again, from the built packages. With `--check` it compares
// instead: what is printed has to be what the pictures show, apart from ids, ports and times.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { maskVarying } from './mask.ts'
import { drawCast, textOfCast } from './player.ts'
import { record } from './record.ts'
import { readScreen } from './screen.ts'

const docs = join(import.meta.dirname, '../..')

/** The recorded programs. `npm start` installs and builds before it runs the first. */
const casts = [
  {
    name: 'start',
    program: '../cli/demo.ts',
    prompt: '$ npm start\n',
    title: 'npm start in a terminal',
    description:
      'A block is created and listed in a sandbox. A plan for the week of two people is made from holidays and a feed, applied, undone, and applied again, with the week before and after.',
    columns: 104,
    rows: 26,
  },
  {
    name: 'plan-and-apply',
    program: 'draw/cast/plan-and-apply.ts',
    prompt: '',
    title: 'plan, apply and verify in a terminal',
    description:
      'A configuration with holidays, lunch and a vacation. plan draws the week with what it would create, apply creates it, and verify finds no difference.',
    columns: 92,
    rows: 30,
  },
] as const

const isCheck = process.argv.includes('--check')
for (const { name, program, prompt, ...cast } of casts) {
  const chunks = await record([join(docs, program)], cast.columns)
  const lines = readScreen([{ atMs: 0, text: prompt }, ...chunks], cast.columns)
  const picture = drawCast({ ...cast, lines })
  const file = join(docs, `pictures/${name}.svg`)
  if (!isCheck) writeFileSync(file, picture)
  else if (!existsSync(file) || maskText(readFileSync(file, 'utf8')) !== maskText(picture)) {
    process.stderr.write(`pictures/${name}.svg is stale. Run \`pnpm --filter block-slots-docs run cast\`.\n`)
    process.exitCode = 1
  }
}

function maskText(picture: string): string {
  return maskVarying(textOfCast(picture))
}
