import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { main, type Summary } from '../src/main.ts'

async function run(
  argv: string[],
  whenReady?: (text: string) => Promise<void>,
): Promise<[number, string, string]> {
  const stop = new AbortController()
  let output = ''
  let errors = ''
  const code = await main(argv, {
    writeOutput: (text) => {
      output += text
      void (whenReady?.(text) ?? Promise.resolve()).finally(() => stop.abort())
    },
    writeError: (text) => (errors += text),
    stop: stop.signal,
  })
  return [code, output, errors]
}

test('--json prints what a first request needs, and an interruption ends with 0', async () => {
  const [code, output, errors] = await run(['--port', '0', '--json'], async (text) => {
    const { url, token, calendars }: Summary = JSON.parse(text)
    const response = await fetch(`${url}/calendars/${calendars[0]?.id}`, {
      headers: { Authorization: `Bearer ${token}`, Version: '2021-04-15' },
    })
    expect(response.status).toBe(200)
  })
  expect([code, errors]).toEqual([0, ''])
  expect(JSON.parse(output)).toMatchObject({
    server: 'sandbox',
    locationId: 'C2QujeCh8ZnC7al2InWR',
    users: [{ id: '0007BWpSzSwfiuSl0tR2', name: 'Anna' }, { name: 'Ben' }],
  })
})

test('text has one value in each line', async () => {
  const [, output] = await run(['--port', '0'])
  expect(output).toMatch(
    /^The sandbox listens on http:\/\/127\.0\.0\.1:\d+\ntoken {5}sandbox-full-access-token\n/,
  )
  expect(output).toContain('calendar  CVokAlI8fgw4WYWoCtQz  event\n')
  expect(output).toContain('calendar  InactiveEventCal0001  event, inactive\n')
})

test('--faults injects faults', async () => {
  const faults = '[{ "fault": "unavailable", "retryAfter": 3 }]'
  const seen: unknown[] = []
  await run(['--port', '0', '--json', '--faults', faults], async (text) => {
    const { url, token }: Summary = JSON.parse(text)
    const headers = { Authorization: `Bearer ${token}`, Version: '2021-04-15' }
    for (const _ of [1, 2]) {
      const response = await fetch(`${url}/calendars/CVokAlI8fgw4WYWoCtQz`, { headers })
      seen.push([response.status, response.headers.get('retry-after')])
    }
  })
  expect(seen).toEqual([
    [503, '3'],
    [200, null],
  ])
})

test('--help lists every option', async () => {
  const [code, output, errors] = await run(['--help'])
  expect([code, errors]).toEqual([0, ''])
  for (const name of ['port', 'host', 'seed', 'faults', 'limit', 'success-status', 'json']) {
    expect(output).toContain(`--${name} `)
  }
})

test('a usage error ends with 2', async () => {
  expect(await run(['--prot', '1'])).toEqual([
    2,
    '',
    "Unknown option '--prot'.\nRun block-slots-sandbox --help for usage.\n",
  ])
})

test('a taken port ends with 1 and a hint', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const [code, , errors] = await run(['--port', String(port)])
  expect(code).toBe(1)
  expect(errors).toMatch(
    /^The sandbox cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\nUse --port 0 for any free port\.\n$/,
  )
})
