import { expect, onTestFinished, test } from 'vitest'
import { exampleOf } from '../../src/options.ts'
import { program } from '../../src/program.ts'
import { openTerminal } from '../../src/terminal.ts'
import { emptyIo, ids, run } from '../run.ts'
import { runOf, startWorld, type World } from '../support/world.ts'

const root = program({ ...emptyIo(), ...openTerminal(emptyIo()) })
const names = root
  .createHelp()
  .visibleCommands(root)
  .map((command) => command.name())

const feed = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example//EN', 'BEGIN:VEVENT', 'UID:1@example.com']
  .concat(['DTSTAMP:20261101T000000Z', 'DTSTART;VALUE=DATE:20261215', 'SUMMARY:Team day'])
  .concat(['END:VEVENT', 'END:VCALENDAR', ''])
  .join('\r\n')

/** What an example needs before it is run, and a part of what it prints. Examples of accounts are tested with them. */
const expected: Readonly<
  Record<string, readonly [prepared: 'nothing' | 'block' | 'plan' | 'run', out: RegExp]>
> = {
  create: ['nothing', /Blocked.*Anna[^]*Ben/],
  list: ['nothing', /Nothing is blocked/],
  update: ['block', /Changed.*"Lunch"/],
  delete: ['block', /Deleted/],
  plan: ['nothing', /Plan \w{8}: clinic[^]*3 to create/],
  apply: ['plan', /3 done/],
  verify: ['run', /equal|Nothing|in order/i],
  undo: ['run', /3 to delete[^]*3 done/],
  runs: ['run', /3 done/],
  claim: ['run', /./],
  watch: ['nothing', /3 done/],
  import: ['nothing', /1 to create/],
  holidays: ['nothing', /Christmas/],
  doctor: ['nothing', /Token/],
  help: ['nothing', /Durations/],
  completion: ['nothing', /complete -F/],
}
const elsewhere = ['calendars', 'users', 'whoami', 'init', 'sandbox']

test('every example is run', () => {
  expect([...Object.keys(expected), ...elsewhere].toSorted()).toEqual(names.toSorted())
})

async function prepare(world: World, what: string): Promise<string> {
  const { sandbox } = world
  if (what === 'block') {
    const day = ['--day', '2026-12-24', '--zone', 'America/New_York']
    await world.run(['create', '--user', ids.user, ...day])
    return sandbox.blocks()[0]?.id ?? ''
  }
  if (what === 'plan') return runOf((await world.run(['plan'])).out)
  return what === 'run' ? runOf((await world.run(['apply', '--yes'])).out) : ''
}

test.each(Object.entries(expected))('the example of %s', async (name, [what, out]) => {
  const world = await startWorld()
  const before = process.cwd()
  onTestFinished(() => process.chdir(before))
  process.chdir(world.folder)
  world.configure({ anna: ['2026-12-24', '2026-12-25'], ben: ['2026-12-25'] })
  world.write('team.ics', feed)
  const id = await prepare(world, what)
  const command = root.commands.find((each) => each.name() === name)
  const example = (command && exampleOf(command)) ?? ''
  const argv = [...example.matchAll(/"([^"]*)"|(\S+)/g)]
    .slice(1)
    .map(([word, quoted]) => (/^(0TkCdp9PfvLeWKYRRvIz|3f9a1c20)$/.test(word) ? id : (quoted ?? word)))
  const controller = new AbortController()
  let printed = ''
  const result = await world.run(argv, {
    ask: async () => 'y',
    out: (text) => {
      printed += text
      // A watch goes on until it is interrupted.
      if (name === 'watch' && /done/.test(text)) controller.abort('SIGINT')
    },
    signal: controller.signal,
  })
  expect({ code: result.code, err: result.err.replaceAll(/^Note: .*\n/gm, '') }).toMatchObject({ code: 0 })
  expect(printed).toMatch(out)
})

test('the first steps of the help can be typed', async () => {
  const world = await startWorld()
  const { out } = await run(['--help'])
  const lines = out.split('\n').flatMap((line) => /^ {2}block-slots (?!whoami)(.*)/.exec(line)?.[1] ?? [])
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) {
    const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([word, quoted]) => quoted ?? word)
    expect(await world.run(argv)).toMatchObject({ code: 0 })
  }
})
