import { createServer } from 'node:http'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { type Facts, main } from '../src/main.ts'
import { readOrder } from '../src/order.ts'

async function run(
  argv: string[],
  whenReady?: (text: string) => Promise<void>,
): Promise<[number, string, string]> {
  const stop = new AbortController()
  let out = ''
  let err = ''
  const code = await main(argv, {
    print: (text) => {
      out += text
      void (whenReady?.(text) ?? Promise.resolve()).finally(() => stop.abort())
    },
    complain: (text) => (err += text),
    stop: stop.signal,
  })
  return [code, out, err]
}

test('the sandbox says what a first request needs, answers, and ends with 0', async () => {
  const [code, out, err] = await run(['sandbox', '--port', '0', '--json'], async (text) => {
    const { url, token, calendars }: Facts = JSON.parse(text)
    const answer = await fetch(`${url}/calendars/${calendars[0]?.id}`, {
      headers: { Authorization: `Bearer ${token}`, Version: '2021-04-15' },
    })
    expect(answer.status).toBe(200)
  })
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({
    server: 'sandbox',
    locationId: 'C2QujeCh8ZnC7al2InWR',
    users: [{ id: '0007BWpSzSwfiuSl0tR2', name: 'Anna' }, { name: 'Ben' }],
  })
})

test('as text it is one fact a line', async () => {
  const [, out] = await run(['sandbox', '--port', '0'])
  expect(out).toMatch(
    /^The sandbox answers at http:\/\/127\.0\.0\.1:\d+\ntoken {5}sandbox-full-access-token\n/,
  )
  expect(out).toContain('calendar  CVokAlI8fgw4WYWoCtQz  event\n')
  expect(out).toContain('calendar  InactiveEventCal0001  event, inactive\n')
})

test('--help', async () => {
  const [code, out, err] = await run(['--help'])
  expect([code, err]).toEqual([0, ''])
  for (const name of [
    'prism',
    'sandbox',
    '--port',
    '--host',
    '--document',
    '--dynamic',
    '--seed',
    '--json',
  ]) {
    expect(out).toContain(name)
  }
})

test.each([
  [['--prot', '1'], "Unknown option '--prot'."],
  [['server'], 'There is no "server", only prism and sandbox.'],
  [['prism', 'sandbox'], 'One server at a time: "sandbox" is one too many.'],
  [['prism', '--seed', '1'], '--seed means nothing to prism.'],
  [['sandbox', '--dynamic'], '--dynamic means nothing to sandbox.'],
  [['--port', '65536'], '--port takes a number from 0 to 65535, not "65536".'],
  [['--port', 'x'], '--port takes a number from 0 to 65535, not "x".'],
  [['sandbox', '--seed', '1.5'], '--seed takes a whole number of at most nine digits, not "1.5".'],
])('%j is a mistake: 2', async (argv, sentence) => {
  const [code, out, err] = await run(argv)
  expect([code, out]).toEqual([2, ''])
  expect(err).toBe(`${sentence}\nblock-slots-mock --help lists what there is.\n`)
})

test('a port that is taken: 1, and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const [code, , err] = await run(['sandbox', '--port', String(port)])
  expect(code).toBe(1)
  expect(err).toMatch(
    /^The sandbox cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n--port 0 takes any free one\.\n$/,
  )
})

test('without a word it is Prism on its usual port', () => {
  expect(readOrder([])).toEqual({ kind: 'prism', json: false, options: { port: 4010, dynamic: false } })
  expect(readOrder(['sandbox', '--host', '::1', '--seed', '7'])).toEqual({
    kind: 'sandbox',
    json: false,
    options: { port: 4011, host: '::1', seed: 7 },
  })
})
