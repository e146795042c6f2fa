import { describe, expect, test } from 'vitest'
import { openTerminal } from '../src/terminal.ts'
import { escapeUnprintable } from '../src/text/escape.ts'
import { ids, run, runAtOnce, type Run } from './run.ts'

const token = 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'
const env = {
  HIGHLEVEL_TOKEN: token,
  HIGHLEVEL_LOCATION_ID: ids.location,
  HIGHLEVEL_BASE_URL: 'http://127.0.0.1:9',
}
const times = ['--from', '2027-02-01T10:00Z', '--to', '2027-02-01T11:00Z']
const slot = { startTime: '2027-02-01T10:00:00Z', endTime: '2027-02-01T11:00:00Z' }

describe('a line', () => {
  test.each([
    ['C0', '\u001b', String.raw`\u001b`],
    ['C1', '\u009b', String.raw`\u009b`],
    ['a line break', '\n', String.raw`\u000a`],
    ['bidi', '\u202e', String.raw`\u202e`],
    ['a line separator', '\u2028', String.raw`\u2028`],
    ['zero width', '\u200b', String.raw`\u200b`],
    ['a tag', '\u{e0041}', String.raw`\udb40\udc41`],
    ['a filler', '\u3164', String.raw`\u3164`],
    ['a lone surrogate', '\ud800', String.raw`\ud800`],
  ])('escapes %s', (_, sign, escaped) => {
    expect(escapeUnprintable(`a${sign}b`)).toBe(`a${escaped}b`)
  })

  test.each(['🏖️ beach', '👩‍💻', '❤️', '1️⃣', '🇩🇪', 'Zoë', '日本語', 'שלום'])('keeps %s', (words) => {
    expect(escapeUnprintable(words)).toBe(words)
  })
})

/** Runs a command against a service that answers everything with one body. */
function answered(argv: string[], body: unknown, status = 200): Promise<Run> {
  const fetch = async ({ url }: Request): Promise<Response> =>
    // Appointments are looked at before a block is created.
    Response.json(url.includes('/calendars/events?') ? { events: [] } : body, {
      status,
      statusText: `said ${token}`,
      headers: { date: 'Sun, 29 Nov 2026 10:00:00 GMT' },
    })
  return runAtOnce(argv, { env, fetch })
}

/** A block as it is sent here, because a response about another block is none to the request. */
const event = (text: string) => ({
  ...slot,
  id: 'Made',
  locationId: ids.location,
  assignedUserId: ids.user,
  title: text,
  [text]: text,
})
const commands: [name: string, argv: string[], body: (text: string) => unknown][] = [
  ['create', ['create', '--user', ids.user, ...times], event],
  ['update', ['update', 'Made', '--user', ids.user, '--title', 'x', ...times], event],
  ['list', ['list', '--user', ids.user], (text) => ({ events: [event(text)] })],
  [
    'delete',
    ['delete', 'someid', '--appointment'],
    (text) => ({ succeeded: true, traceId: text, [text]: text }),
  ],
]
const outputs = [[], ['--json'], ['--verbose'], ['--json', '--verbose']]

describe.each(commands)('a success of %s', (_, argv, body) => {
  test.each(outputs)('never shows the token (%s %s)', async (...more) => {
    const { code, out, err } = await answered([...argv, ...more], body(`said ${token}`))
    expect(code).toBe(0)
    expect(out + err).not.toContain('5e6f-7a8b')
  })

  test.each(outputs)('sends the terminal nothing that it acts on (%s %s)', async (...more) => {
    const title = 'x\u001b[2Jy\u009b31m\u202e\u2028\u200b\u{e0041}z'
    const { code, out, err } = await answered([...argv, ...more], body(title))
    expect(code).toBe(0)
    expect(out + err).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  })
})

test('JSON keeps the exact text of what it escapes', async () => {
  const title = 'x\u009b31m\u202e\u2028\u200b\u{e0041}z'
  const { out } = await answered(['list', '--user', ids.user, '--json'], { events: [event(title)] })
  expect(JSON.parse(out)).toMatchObject([event(title)])
})

test.each(outputs)('nor does a failure (%s %s)', async (...more) => {
  const text = `no ${token}\u009b31m\u202e\u2028\u200b`
  const { code, out, err } = await answered(
    ['list', '--user', ids.user, ...more],
    { message: text, traceId: text },
    422,
  )
  expect(code).toBe(1)
  expect(out + err).not.toMatch(/5e6f-7a8b|(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
})

test('a token in an argument does not come back', async () => {
  for (const argv of [['delete', `${token} `], [token], ['list', '--user', ids.user, '--from', token]]) {
    const { code, out, err } = await run(argv, { env })
    expect([code, out]).toEqual([2, ''])
    expect(err).not.toContain('5e6f-7a8b')
  }
})

test('JSON stays JSON around a secret that is recognised by the words before it', async () => {
  const row = {
    ...slot,
    id: 'Made',
    cookie: 'session=abcdef',
    password: 'hunter2hunter2',
    access_token: 'q1w2e3r4t5y6',
  }
  const { out } = await answered(['list', '--user', ids.user, '--json'], { events: [row] })
  expect(JSON.parse(out)).toMatchObject([
    { ...row, cookie: '[secret]', password: '[secret]', access_token: '[secret]' },
  ])
})

test('JSON of a long list is printed', async () => {
  const json = Array.from({ length: 200_000 }, (_, at) => at)
  let printed = ''
  await openTerminal({ env: {}, out: (text) => (printed += text), err: () => {} }).print({ json, indent: 2 })
  expect(JSON.parse(printed)).toHaveLength(json.length)
})

test('a short token garbles none of our own messages', async () => {
  const { err } = await run(['list'], { env: { ...env, HIGHLEVEL_TOKEN: 'e' } })
  expect(err).toContain('Error: Say whose time: --user Anna,')
})

test('a closed pipe is no error, and any other failure of the output is one', async () => {
  const failing = (code: string) =>
    openTerminal({
      env,
      out: () => Promise.reject(Object.assign(new Error(`${code}: no`), { code })),
      err: () => {
        throw new Error('closed')
      },
    })
  await failing('EPIPE').print('x')
  await failing('EIO').note('x')
  await expect(failing('ENOSPC').print('x')).rejects.toThrow('the result could not be printed: ENOSPC: no')
})

test('sentences on a terminal are broken between words, and commands to copy are not', async () => {
  const command = 'Continue with: block-slots apply 3f9a1c20 --config another-folder/block-slots.yaml'
  const texts: string[] = []
  const noteIn = (errColumns?: number): Promise<void> =>
    openTerminal({
      env,
      out: () => {},
      err: (text) => texts.push(text),
      ...(errColumns && { errColumns }),
    }).note('Error: the quick brown fox jumps over the lazy dog.', command)
  await noteIn(30)
  await noteIn()
  expect(texts).toEqual([
    `Error: the quick brown fox\n  jumps over the lazy dog.\n${command}\n`,
    `Error: the quick brown fox jumps over the lazy dog.\n${command}\n`,
  ])
})

test('a secret that is recognised by the word before it is masked before a line is broken', async () => {
  let text = ''
  const terminal = openTerminal({ env, out: () => {}, err: (more) => (text += more), errColumns: 30 })
  await terminal.note('Error: it has the password= hunter2hunter2')
  expect(text).toBe('Error: it has the [secret]\n')
})

test('a line that replaces another fits the terminal that stderr is', async () => {
  let text = ''
  const terminal = openTerminal({
    env,
    out: () => {},
    err: (more) => (text += more),
    errColumns: 20,
    showsProgress: true,
  })
  await terminal.status('Waiting 12 s: the rate limit is used up.')
  expect(text).toBe('Waiting 12 s: the…')
})
