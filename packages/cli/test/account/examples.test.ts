import { chmodSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Sandbox, startSandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exampleOf } from '../../src/options.ts'
import { program } from '../../src/program.ts'
import { ids, run } from '../run.ts'
import { createHome, sessionOf } from './support.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

/** The words of the example of a command, after the name of the program. */
function wordsOf(name: string): string[] {
  const command = program(sessionOf({})).commands.find((each) => each.name() === name)
  return command === undefined ? [] : (exampleOf(command) ?? '').split(' ').slice(1)
}

const env = () => ({
  HIGHLEVEL_TOKEN: sandbox.token,
  HIGHLEVEL_LOCATION_ID: ids.location,
  HIGHLEVEL_BASE_URL: sandbox.url,
})

test.each([
  ['calendars', 'Meeting room'],
  ['users', 'anna@example.com'],
  ['whoami', 'Downtown clinic'],
])('the example of %s', async (name, text) => {
  const { code, out, err } = await run(wordsOf(name), { env: env() })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain(text)
})

test('the example of init', async () => {
  const path = join(createHome().folder, 'block-slots.yaml')
  const { code, out } = await run([...wordsOf('init'), '--config', path], { env: env() })
  expect(code).toBe(0)
  expect(out).toContain(`Wrote ${path}.`)
})

test('the example of sandbox, whose command gets its variables', async () => {
  const home = createHome()
  const folder = join(home.folder, 'bin')
  mkdirSync(folder)
  // Stands in for an installed command.
  const script =
    'fetch(process.env.HIGHLEVEL_BASE_URL).then(({ headers }) => ' +
    'process.exit(headers.has("x-block-slots-sandbox") && process.argv[1] === "users" ? 0 : 1))'
  const file = home.write('bin/block-slots', `#!/bin/sh\nexec "${process.execPath}" -e '${script}' "$@"\n`)
  chmodSync(file, 0o700)
  const { code, err } = await run(wordsOf('sandbox'), {
    env: { PATH: `${folder}${delimiter}${process.env.PATH}` },
  })
  expect({ code, err: err.replace(/:\d+/, '') }).toEqual({
    code: 0,
    err: 'A sandbox at http://127.0.0.1 stands in for HighLevel until block-slots ends.\n',
  })
})
