import { createServer } from 'node:http'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { main } from '../src/main.ts'
import { readOrder } from '../src/args.ts'

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

test('it says where Prism answers, and ends with 0', async () => {
  const [code, out, err] = await run(['--port', '0', '--json'], async (text) => {
    const { url }: { url: string } = JSON.parse(text)
    const answer = await fetch(`${url}/calendars/any`, {
      headers: { Authorization: 'Bearer any', Version: '2021-04-15' },
    })
    expect(answer.status).toBe(200)
  })
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({ server: 'prism' })
})

test('--help', async () => {
  const [code, out, err] = await run(['--help'])
  expect([code, err]).toEqual([0, ''])
  for (const name of ['--port', '--host', '--document', '--dynamic', '--json']) {
    expect(out).toContain(name)
  }
})

test.each([
  [['--prot', '1'], "Unknown option '--prot'."],
  [['server'], '"server" is one too many: Prism is the only server.'],
  [['--port', '65536'], '--port takes a number from 0 to 65535, not "65536".'],
  [['--port', 'x'], '--port takes a number from 0 to 65535, not "x".'],
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
  const [code, , err] = await run(['--port', String(port)])
  expect(code).toBe(1)
  expect(err).toMatch(
    /^Prism cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n--port 0 takes any free one\.\n$/,
  )
})

test('without a word it is Prism on its usual port', () => {
  expect(readOrder([])).toEqual({ kind: 'prism', json: false, options: { port: 4010, dynamic: false } })
})
