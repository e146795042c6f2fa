// Prints a plan, carries it out, and compares, in a sandbox: what the cast of `plan` and `apply` records.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startSandbox } from '@block-slots/sandbox'

const command = join(import.meta.dirname, '../../../cli/bin.js')
const configuration = `version: 1
name: clinic
location: C2QujeCh8ZnC7al2InWR
zone: America/New_York
window: { from: 2030-12-23, days: 7 }
owners:
  anna: { user: 0007BWpSzSwfiuSl0tR2 }
sources:
  closed: { for: all, holidays: { country: US, kinds: [public] }, title: "Closed: {name}" }
  lunch: { for: anna, weekly: { days: [mo, tu, th, fr], at: 12:00-13:00 }, title: Lunch }
  vacation: { for: anna, days: [{ from: 2030-12-27, to: 2030-12-29 }], title: Vacation }
`

const sandbox = await startSandbox()
const folder = mkdtempSync(join(tmpdir(), 'block-slots-cast-'))

const print = (text: string): void => void process.stdout.write(text)

/** Runs a command in the terminal, and returns what it prints. */
async function run(...args: string[]): Promise<string> {
  print(`$ npx block-slots ${args.join(' ')}\n`)
  await setTimeout(800)
  const child = spawn(process.execPath, [command, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      FORCE_COLOR: '1',
      HIGHLEVEL_TOKEN: sandbox.token,
      HIGHLEVEL_BASE_URL: sandbox.url,
      XDG_CONFIG_HOME: folder,
    },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    print(text)
  })
  const code = await new Promise((resolve) => void child.on('close', resolve))
  if (code !== 0) throw new Error(`Expected ${args.join(' ')} to end with 0 and got ${String(code)}.`)
  await setTimeout(1500)
  print('\n')
  return output
}

try {
  writeFileSync(join(folder, 'block-slots.yaml'), configuration)
  print('$ cat block-slots.yaml\n')
  await setTimeout(800)
  print(`${configuration}\n`)
  await setTimeout(1500)
  const [, id = ''] = /apply (\w+)/.exec(await run('plan', '--week', '2030-12-23')) ?? []
  await run('apply', id)
  await run('verify')
  print('$\n')
} finally {
  await sandbox.close()
  rmSync(folder, { recursive: true })
}
