import { createBlockSlotsClient } from '@block-slots/client'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { run, type Run } from '../run.ts'

afterEach(() => vi.restoreAllMocks())

/** Starts a sandbox by the command, calls work with what it prints, and ends it. */
async function use(
  argv: readonly string[],
  work: (text: string) => unknown,
  env: Record<string, string> = {},
): Promise<Run> {
  const controller = new AbortController()
  let worked: Promise<unknown> | undefined
  let text = ''
  const out = (more: string): void => {
    text += more
    worked ??= Promise.resolve(work(text)).finally(() => controller.abort('SIGINT'))
  }
  const { code, err } = await run(['sandbox', ...argv], { signal: controller.signal, env, out })
  await worked
  return { code, err, out: text }
}

const variable = (text: string, name: string): string => new RegExp(`${name}=(\\S+)`).exec(text)?.[1] ?? ''

describe('until it is interrupted', () => {
  test('it answers with the printed variables, has appointments of this week, and ends with 0', async () => {
    const ended = await use([], async (text) => {
      const client = createBlockSlotsClient({
        token: variable(text, 'HIGHLEVEL_TOKEN'),
        baseUrl: variable(text, 'HIGHLEVEL_BASE_URL'),
      })
      const locationId = variable(text, 'HIGHLEVEL_LOCATION_ID')
      const [anna] = await client.users({ locationId })
      const from = Date.parse('2021-06-14T00:00:00Z')
      const query = { userId: anna?.id ?? '', locationId, startTime: from, endTime: from + 8 * 86_400_000 }
      expect(await client.appointments(query)).toHaveLength(3)
    })
    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(ended.out.split('\n').filter((line) => line.length > 80)).toEqual([])
    await expect(fetch(variable(ended.out, 'HIGHLEVEL_BASE_URL'))).rejects.toThrow('fetch failed')
  })

  test.each([
    [[], { SHELL: '/usr/bin/fish' }, '  set -gx HIGHLEVEL_TOKEN sandbox-full-access-token'],
    [[], { SHELL: '/bin/zsh' }, '  export HIGHLEVEL_TOKEN=sandbox-full-access-token'],
    [
      ['--shell', 'powershell'],
      { SHELL: '/bin/zsh' },
      '  $env:HIGHLEVEL_TOKEN = "sandbox-full-access-token"',
    ],
  ])('%j %j', async (argv, env, line) => {
    // The token is printed although it is that of the environment as well.
    const { out } = await use(argv, () => {}, { ...env, HIGHLEVEL_TOKEN: 'sandbox-full-access-token' })
    expect(out.split('\n')).toContain(line)
  })

  test('as JSON', async () => {
    const { out } = await use(['--json'], () => {})
    expect(JSON.parse(out)).toMatchObject({
      token: 'sandbox-full-access-token',
      users: [{ name: 'Anna' }, { name: 'Ben' }],
    })
  })

  test('it ends with the program that has started it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const running = run(['sandbox'], { out: () => vi.spyOn(process, 'ppid', 'get').mockReturnValue(1) })
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1))
      await vi.waitFor(async () => {
        await vi.advanceTimersByTimeAsync(2000)
        expect(vi.getTimerCount()).toBe(0)
      })
      expect(await running).toMatchObject({ code: 0 })
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('while a command runs', () => {
  const node = (script: string): string[] => ['sandbox', '--', process.execPath, '-e', script]

  test('the command gets the variables and no profile, and its exit code is that of the run', async () => {
    const script =
      'const { HIGHLEVEL_BASE_URL: url, HIGHLEVEL_LOCATION_ID: id, BLOCK_SLOTS_PROFILE: none } = process.env;' +
      'fetch(`${url}/users/?locationId=${id}`).then((r) => process.exit(r.status === 401 && none === undefined ? 42 : 1))'
    const env = { HIGHLEVEL_BASE_URL: 'http://other.invalid', BLOCK_SLOTS_PROFILE: 'clinic' }
    const { code, out, err } = await run(node(script), { env })
    expect({ code, out }).toEqual({ code: 42, out: '' })
    expect(err).toMatch(/^A sandbox at http:\S+ stands in for HighLevel until \S+ ends\.\n$/)
  })

  test('the command has states of its own, which end with the sandbox', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'block-slots-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'where')
    const script =
      `require('node:fs').writeFileSync(${JSON.stringify(file)}, process.env.XDG_STATE_HOME);` +
      `require('node:fs').writeFileSync(process.env.XDG_STATE_HOME + '/state', '')`
    expect(await run(node(script), { env: { XDG_STATE_HOME: folder } })).toMatchObject({ code: 0 })
    expect(readFileSync(file, 'utf8')).toMatch(/block-slots-sandbox-/)
    expect(existsSync(readFileSync(file, 'utf8'))).toBe(false)
  })

  test('a command that is killed, and one that does not exist', async () => {
    expect((await run(node('process.kill(process.pid, "SIGKILL")'))).code).toBe(137)
    const { code, err } = await run(['sandbox', '--', 'no-such-program'])
    expect(code).toBe(2)
    expect(err).toContain('found no program named "no-such-program"')
  })

  test('a signal goes on to the command', async () => {
    const controller = new AbortController()
    const ran = run(node('setTimeout(() => {}, 60_000)'), {
      signal: controller.signal,
      err: () => void setTimeout(() => controller.abort('SIGTERM'), 20),
    })
    expect((await ran).code).toBe(143)
  })
})

test.each([
  [['--port', 'x'], 'Expected --port to be a whole number from 0 to 65535 and got "x".'],
  [['--port', '70000'], 'Expected --port to be a whole number'],
  [['--shell', 'bsh'], 'Did you mean "bash"?'],
])('%j', async (argv, message) => {
  const { code, err } = await run(['sandbox', ...argv])
  expect(code).toBe(2)
  expect(err.replaceAll(/\s+/g, ' ')).toContain(message)
})

test('a port that is in use', async () => {
  const ended = await use([], async (text) => {
    const { port } = new URL(variable(text, 'HIGHLEVEL_BASE_URL'))
    const { code, err } = await run(['sandbox', '--port', port])
    expect(code).toBe(2)
    expect(err).toContain(`Expected port ${port} to be free and found it in use.`)
  })
  expect(ended.code).toBe(0)
})
