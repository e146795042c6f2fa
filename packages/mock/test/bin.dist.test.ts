import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const bin = fileURLToPath(new URL('../bin.js', import.meta.url))

function start(...argv: string[]): ChildProcess {
  const child = spawn(process.execPath, [bin, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new TypeError('The output is not piped')
  for await (const line of createInterface({ input: stdout })) return line
  return ''
}

test.each(['SIGTERM', 'SIGINT'] as const)('Prism starts, answers, and ends on %s with 0', async (signal) => {
  const child = start('--port', '0')
  const line = await firstLine(child)
  const url = /^Prism serves the contract at (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1]
  const answer = await fetch(`${url}/calendars/any`, {
    headers: { Authorization: 'Bearer any', Version: '2021-04-15' },
  })
  expect(answer.status).toBe(200)
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('the sandbox does the same, for another program to read', async () => {
  const child = start('sandbox', '--port', '0', '--json')
  const { url, token, calendars } = JSON.parse(await firstLine(child))
  const answer = await fetch(`${url}/calendars/${calendars[0].id}`, {
    headers: { Authorization: `Bearer ${token}`, Version: '2021-04-15' },
  })
  expect(await answer.json()).toMatchObject({ calendar: { calendarType: 'event' } })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a mistake ends with 2 and a word on the standard error', async () => {
  const child = start('sandbox', '--prot', '1')
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  expect(await once(child, 'close')).toEqual([2, null])
  expect(said).toBe("Unknown option '--prot'.\nblock-slots-mock --help lists what there is.\n")
})
