import { expect, test } from 'vitest'
import { topicNames } from '../../src/help/topic-names.ts'
import { exampleOf } from '../../src/options.ts'
import { program } from '../../src/program.ts'
import { openTerminal } from '../../src/terminal.ts'
import { widthOf } from '../../src/text/columns.ts'
import { emptyIo, run } from '../run.ts'

const root = program({ ...emptyIo(), ...openTerminal(emptyIo()) })
const commands = root.createHelp().visibleCommands(root)

test('the help of the whole fits two screens', async () => {
  const { code, out, err } = await run(['--help'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.split('\n').length).toBeLessThan(60)
  expect(await run(['help'])).toEqual({ code: 0, err: '', out })
})

test.each(commands.map((command) => command.name()))('the help of %s is in one form', async (name) => {
  const { code, out, err } = await run([name, '--help'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('\nExample:\n  block-slots ')
  expect(await run(['help', name])).toEqual({ code: 0, err: '', out })
})

const pages = [
  ['--help'],
  ...commands.map((command) => [command.name(), '--help']),
  ...topicNames.map((topic) => ['help', topic]),
]
test.each(pages)('%s %s fits 80 columns', async (...argv) => {
  const { out } = await run(argv)
  expect(out.split('\n').filter((line) => widthOf(line) > 80)).toEqual([])
})

test.each(pages.slice(0, 1 + commands.length))(
  '%s %s fits 40 columns, but for commands to copy',
  async (...argv) => {
    const { out } = await run(argv, { columns: 40 })
    const isWhole = (line: string): boolean => /^ +(?:block-slots|export|-)|^Usage: /.test(line)
    expect(out.split('\n').filter((line) => widthOf(line) > 40 && !isWhole(line))).toEqual([])
  },
)

test.each(topicNames)('help %s is in the list of commands', async (topic) => {
  expect((await run(['help', topic])).code).toBe(0)
  expect((await run(['--help'])).out).toContain(topic)
})

test('titles are bold where stdout shows colours', async () => {
  expect((await run(['--help'], { hasColors: true })).out).toContain('\u001b[1mUsage:\u001b[22m')
  expect((await run(['--help'])).out).not.toContain('\u001b')
})

test('every command has an example', () => {
  expect(commands.filter((command) => exampleOf(command) === undefined)).toEqual([])
})
