import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { complete } from '../../src/help/complete.ts'
import { completionScript } from '../../src/help/completion.ts'
import { program } from '../../src/program.ts'
import { openTerminal } from '../../src/terminal.ts'
import { emptyIo, run } from '../run.ts'

const session = { ...emptyIo(), ...openTerminal(emptyIo()) }
const root = program(session)
const script = completionScript('bash', root)

/** The candidates that bash offers for the last of the words, in a folder with two files. */
async function press(...words: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-complete-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of ['team.ics', 'block-slots.yaml']) writeFileSync(join(folder, name), '')
  const command = [
    'block-slots() { echo "$*" >&2; [[ $2 == owners ]] && printf "%s\\n" anna ben "dr who"; [[ $2 == runs ]] && echo 3f9a1c20; }',
    script,
    'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))',
    '_block_slots',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n')
  const { stdout } = await promisify(execFile)('bash', ['-c', command, 'bash', 'block-slots', ...words], {
    cwd: folder,
  })
  return stdout.split('\n').filter((line) => line !== '')
}

test.each<[words: string[], offered: string[]]>([
  [['li'], ['list']],
  [['--v'], ['--version']],
  [
    ['create', '--d'],
    ['--duration', '--day', '--dry-run'],
  ],
  [
    ['plan', '--only', ''],
    ['anna', 'ben', String.raw`dr\ who`],
  ],
  [['plan', '--only', 'anna', 'b'], ['ben']],
  [['plan', '--only', 'anna', '--exit'], ['--exit-code']],
  [['plan', '--only', '=', 'a'], ['anna']],
  [['apply', ''], ['3f9a1c20']],
  [['undo', '3'], ['3f9a1c20']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['help', 'exit'], ['exit-codes']],
  [['plan', '--config', 'bl'], ['block-slots.yaml']],
  [['import', 'te'], ['team.ics']],
  // What only the service knows is not looked up.
  [['create', '--user', 'A'], []],
  [['create', '--title', ''], []],
  [['nonsense', '--'], []],
])('bash completes %j', async (words, offered) => {
  const found = await press(...words)
  expect(found.slice(0, Math.max(1, offered.length))).toEqual(offered)
})

test('every command and every option is offered', async () => {
  const commands = root.createHelp().visibleCommands(root)
  expect(await press('')).toEqual(commands.map((command) => command.name()))
  for (const command of commands) {
    const options = command.createHelp().visibleOptions(command)
    const flags = options.map(({ long }) => long)
    for (const shell of ['bash', 'zsh', 'fish']) {
      const text = completionScript(shell, root)
      for (const flag of flags) expect(text).toContain(shell === 'fish' ? `-l ${flag?.slice(2)} ` : flag)
    }
  }
})

const shells = ['bash', 'zsh', 'fish']

test.each(shells)('the script for %s is printed', async (shell) => {
  const { code, out, err } = await run(['completion', shell])
  expect([code, err, out]).toEqual([0, '', `${completionScript(shell, root)}\n`])
})

// Not every machine has every shell.
const installed = shells.filter((shell) => spawnSync(shell, ['--version']).error === undefined)

test.each(installed)('%s can read its script', (shell) => {
  const input = completionScript(shell, root)
  const { status, stderr } = spawnSync(shell, ['-n'], { input, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
})

test('names are read from files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-names-'))
  const before = process.cwd()
  onTestFinished(() => {
    process.chdir(before)
    rmSync(folder, { recursive: true })
  })
  process.chdir(folder)
  const env = { XDG_CONFIG_HOME: folder }
  for (const source of ['owners', 'profiles', 'runs', 'unknown', 'constructor']) {
    expect(await complete(source, { ...session, env })).toEqual([])
  }
  writeFileSync('block-slots.yaml', 'owners: { anna: { user: x }, ben: { user: y } }\n')
  mkdirSync('block-slots')
  writeFileSync('block-slots/profiles.yaml', 'profiles:\n  clinic: { location: x }\n')
  mkdirSync('.block-slots')
  for (const name of ['state.db', '3f9a1c20.report.json', '3f9a1c20.report.json.tmp']) {
    writeFileSync(join('.block-slots', name), '')
  }
  expect(await complete('owners', { ...session, env })).toEqual(['anna', 'ben'])
  expect(await complete('profiles', { ...session, env })).toEqual(['clinic'])
  expect(await complete('runs', { ...session, env })).toEqual(['3f9a1c20'])
  expect((await run(['__complete', 'zones'])).out).toContain('\nAsia/Kolkata\n')

  writeFileSync('block-slots.yaml', 'owners: [')
  expect(await run(['__complete', 'owners'])).toEqual({ code: 0, out: '', err: '' })
})
