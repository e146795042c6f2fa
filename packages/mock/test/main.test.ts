import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { main } from '../src/main.ts'

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

test('--json prints the URL of Prism, and an interruption ends with 0', async () => {
  const [code, output, errors] = await run(['--port', '0', '--json'], async (text) => {
    const { url }: { url: string } = JSON.parse(text)
    const response = await fetch(`${url}/calendars/any`, {
      headers: { Authorization: 'Bearer any', Version: '2021-04-15' },
    })
    expect(response.status).toBe(200)
  })
  expect([code, errors]).toEqual([0, ''])
  expect(JSON.parse(output)).toMatchObject({ server: 'prism' })
})

test('--help lists every option', async () => {
  const [code, output, errors] = await run(['--help'])
  expect([code, errors]).toEqual([0, ''])
  for (const name of ['port', 'host', 'document', 'dynamic', 'json']) expect(output).toContain(`--${name} `)
})

test('a usage error ends with 2', async () => {
  expect(await run(['--prot', '1'])).toEqual([
    2,
    '',
    "Unknown option '--prot'.\nRun block-slots-mock --help for usage.\n",
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
    /^Prism cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\nUse --port 0 for any free port\.\n$/,
  )
})
