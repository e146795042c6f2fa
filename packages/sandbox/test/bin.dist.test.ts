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

test.each(['SIGTERM', 'SIGINT'] as const)('the sandbox answers until %s, and ends with 0', async (signal) => {
  const child = start('--port', '0', '--json')
  const { url, token, calendars } = JSON.parse(await firstLine(child))
  const response = await fetch(`${url}/calendars/${calendars[0].id}`, {
    headers: { Authorization: `Bearer ${token}`, Version: '2021-04-15' },
  })
  expect(await response.json()).toMatchObject({ calendar: { calendarType: 'event' } })
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a usage error ends with 2 and a message on the standard error', async () => {
  const child = start('--faults', '[{ "fault": "reset", "afterMs": 5 }]')
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  expect(await once(child, 'close')).toEqual([2, null])
  expect(errors).toMatch(
    /^--faults: The fault "reset" has no field "afterMs"\. .*\nRun block-slots-sandbox --help for usage\.\n$/,
  )
})
