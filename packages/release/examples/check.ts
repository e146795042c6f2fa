import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Sandbox, seedState, startSandbox } from '@block-slots/sandbox'
import { parse } from 'yaml'
import { attempt, run } from '../shared/command.ts'
import { parseCompilerErrors } from '../shared/compile.ts'
import { withServer } from './server.ts'

/** An example as it is installed outside the repository, and the sandbox that it calls. */
type Installed = {
  readonly folder: string
  readonly sandbox: Sandbox
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Runs an installed example, and says what was seen. Rejects when anything else happened. */
type Check = (installed: Installed) => Promise<string>

/** Every example, with its proof. */
export const checks: Readonly<Record<string, Check>> = {
  nextjs: async (installed) => {
    await npm('run build', installed)
    return checkBooking(['node_modules/.bin/next', 'start', '--port', '0'], '/api/book', installed)
  },
  worker: (installed) => {
    const { token, url } = installed.sandbox
    const values = ['--var', `HIGHLEVEL_TOKEN:${token}`, '--var', `HIGHLEVEL_BASE_URL:${url}`]
    const words = ['node_modules/.bin/wrangler', 'dev', '--ip', '127.0.0.1', '--port', '0', ...values]
    return checkBooking(words, '/book', installed)
  },
  hono: (installed) => checkBooking(['node', 'server.ts'], '/book', installed),
  cron: checkCron,
  'github-actions': checkNightly,
  vitest: checkTests,
  msw: checkTests,
  generated: checkGenerated,
  python: async ({ folder, env }) => {
    const { code, stderr } = await attempt('python3', ['-m', 'unittest', '-v'], { cwd: folder, env })
    const [, tests] = /^Ran (\d+) tests/m.exec(stderr) ?? []
    expect(code === 0 && Number(tests) > 0, stderr)
    return `${tests} tests pass`
  },
}

/** Runs the check of an example in its folder, with a sandbox of its own. */
export async function checkExample(name: string, folder: string): Promise<string> {
  const check = checks[name]
  expect(check !== undefined, `there is no check for the example ${name}`)
  const sandbox = await startSandbox()
  const [calendar] = seedState().calendars
  const env = {
    PATH: `${process.execPath.replace(/\/node$/, '')}:${process.env['PATH'] ?? ''}`,
    HIGHLEVEL_BASE_URL: sandbox.url,
    HIGHLEVEL_TOKEN: sandbox.token,
    HIGHLEVEL_LOCATION_ID: calendar?.locationId,
    HIGHLEVEL_CALENDAR_ID: calendar?.id,
    NEXT_TELEMETRY_DISABLED: '1',
    WRANGLER_SEND_METRICS: 'false',
    TZ: 'UTC',
    CI: 'true',
    PORT: '0',
  }
  try {
    if (readScripts(folder).includes('typecheck')) await npm('run typecheck', { folder, sandbox, env })
    return await check({ folder, sandbox, env })
  } finally {
    await sandbox.close()
  }
}

/** One slot, asked for twice at once while the first response is lost, by another, by nonsense, and without a scope. */
async function checkBooking(
  words: readonly string[],
  path: string,
  { folder, sandbox, env }: Installed,
): Promise<string> {
  return withServer({ words, cwd: folder, env }, async (url) => {
    const send = async (order: unknown): Promise<number> => {
      const request = {
        method: 'POST',
        body: JSON.stringify(order),
        headers: { 'content-type': 'application/json' },
      }
      return (await fetch(url + path, request)).status
    }
    const order = { start: '2030-12-24T09:00', minutes: 45, reference: 'A-17' }
    sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot' }])
    const both = await Promise.all([send(order), send(order)])
    expectEqual(
      both.toSorted((a, b) => a - b),
      [200, 201],
      'the order twice at once',
    )
    expectEqual(await send(order), 200, 'the same order again')
    expectEqual(await send({ ...order, start: '2030-12-24T09:30', reference: 'B-18' }), 409, 'a taken time')
    expectEqual(await send({ ...order, start: 'tomorrow' }), 400, 'no time')
    expectEqual(await send(null), 400, 'no order')
    sandbox.setFaults([{ fault: 'forbidden', on: 'every' }])
    expectEqual(await send({ ...order, start: '2030-12-25T09:00' }), 502, 'a token without the scope')
    const titles = sandbox.blocks().map(({ title, startTime }) => `${title} ${startTime}`)
    expectEqual(titles, ['Booking A-17 2030-12-24T09:00:00-05:00'], 'the blocks')
    return `${createsIn(sandbox)} create for 3 equal orders, first response lost; 409, 400 and 502`
  })
}

/** The day that lies so many days ahead, as iCalendar writes it. */
const day = (offset: number): string =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')

/** An event of one whole day. */
const event = (id: string, offset: number): string =>
  `BEGIN:VEVENT\nUID:${id}\nSUMMARY:Private\nDTSTART;VALUE=DATE:${day(offset)}\nEND:VEVENT\n`

/** A feed with two events and the holidays; then one event less; then no feed at all. */
async function checkCron({ folder, sandbox, env }: Installed): Promise<string> {
  const feed = join(folder, 'feed.ics')
  const nightly = (): ReturnType<typeof attempt> =>
    attempt('node', ['nightly.ts'], { cwd: folder, env: { ...env, FEED: pathToFileURL(feed).href } })
  const write = (...events: string[]): void =>
    writeFileSync(feed, `BEGIN:VCALENDAR\n${events.join('')}END:VCALENDAR\n`)
  const busy = (): number => sandbox.blocks().filter(({ title }) => title === 'Busy').length

  write(event('a', 10), event('b', 20))
  const first = await nightly()
  expect(first.code === 0 && busy() === 2, first.stdout + first.stderr)
  const all = sandbox.blocks().length
  const second = await nightly()
  expect(second.stdout.startsWith('0 done') && createsIn(sandbox) === all, second.stdout + second.stderr)
  write(event('a', 10))
  const third = await nightly()
  expect(third.code === 0 && busy() === 1, third.stdout + third.stderr)
  writeFileSync(feed, '<html>Service unavailable</html>')
  const fourth = await nightly()
  expect(fourth.code === 1 && busy() === 1, fourth.stdout + fourth.stderr)
  return `${all} created, then 0, then 1 deleted; a broken feed changes nothing and ends with 1`
}

/** The workflow is well-formed; its script plans without a change, applies, and has nothing to do the next night. */
async function checkNightly({ folder, sandbox, env }: Installed): Promise<string> {
  const workflow = parse(readFileSync(join(folder, '.github/workflows/block-slots.yml'), 'utf8'))
  const steps: readonly Record<string, unknown>[] = workflow.jobs['keep-equal'].steps
  expect(
    steps.every((step) => typeof step['uses'] === 'string' || typeof step['run'] === 'string'),
    'a step of the workflow neither uses nor runs anything',
  )
  const nightly = async (word: string): Promise<string> => {
    const { code, stdout, stderr } = await attempt('sh', ['nightly.sh', word], { cwd: folder, env })
    expect(code === 0, stdout + stderr)
    return stdout
  }
  await nightly('plan')
  expectEqual(sandbox.blocks().length, 0, 'the blocks after the plan of a pull request')
  await nightly('apply')
  const all = sandbox.blocks().length
  expect(all > 200, `expected the holidays and lunches of a year and got ${all} blocks`)
  await nightly('apply')
  expectEqual(createsIn(sandbox), all, 'the creates after the second night')
  return `plan changes nothing; ${all} created, then 0`
}

/** The program of the generated client makes one block; a block with both owners or with none does not compile. */
async function checkGenerated(installed: Installed): Promise<string> {
  const { folder, sandbox, env } = installed
  await npm('run generate', installed)
  await npm('run build', installed)
  const { stdout, stderr, code } = await attempt('node', ['built/book.js'], { cwd: folder, env })
  expect(code === 0, stdout + stderr)
  const [block, ...more] = sandbox.blocks()
  expectEqual(more.length, 0, 'the further blocks')
  expectEqual(stdout.trim(), `${block?.id} ${block?.startTime}`, 'the printed block')

  const program = readFileSync(join(folder, 'book.ts'), 'utf8')
  const owners = { both: "calendarId, assignedUserId: 'user',", none: '' }
  for (const [name, owner] of Object.entries(owners))
    writeFileSync(join(folder, `${name}.ts`), program.replace(/^ {2}calendarId,$/m, owner))
  const compiled = await attempt('node_modules/.bin/tsc', ['--noEmit', '--pretty', 'false'], {
    cwd: folder,
    env,
  })
  const wrong = parseCompilerErrors(compiled.stdout).map(({ file, message }) => [file, message.slice(0, 6)])
  expectEqual(
    wrong,
    Object.keys(owners).map((name) => [`${name}.ts`, 'TS2322']),
    'the errors of the compiler',
  )
  const status = sandbox.audit.flatMap((entry) => (entry.kind === 'response' ? [entry.status] : []))
  return `${createsIn(sandbox)} create (${status.join(', ')}); both owners and none do not compile`
}

async function checkTests(installed: Installed): Promise<string> {
  const printed = await npm('test', installed)
  const [, tests] = /Tests\s+(\d+) passed/.exec(printed) ?? []
  expect(Number(tests) > 0, printed)
  return `${tests} tests pass`
}

const createsIn = ({ audit }: Sandbox): number =>
  audit.filter((entry) => entry.kind === 'commit' && entry.change === 'created').length

const npm = (words: string, { folder, env }: Installed): Promise<string> =>
  run('npm', words.split(' '), { cwd: folder, env })

function readScripts(folder: string): string[] {
  const { scripts = {} }: { scripts?: object } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  return Object.keys(scripts)
}

function expect(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message.trim())
}

function expectEqual(got: unknown, wanted: unknown, what: string): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(wanted)]
  expect(left === right, `Expected ${what} to be ${right} and got ${left}.`)
}
