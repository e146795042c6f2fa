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

test.each(['SIGTERM', 'SIGINT'] as const)('Prism answers until %s, and ends with 0', async (signal) => {
  const child = start('--port', '0')
  const line = await firstLine(child)
  const url = /^Prism serves the contract at (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1]
  const response = await fetch(`${url}/calendars/any`, {
    headers: { Authorization: 'Bearer any', Version: '2021-04-15' },
  })
  expect(response.status).toBe(200)
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a usage error ends with 2 and a message on the standard error', async () => {
  const child = start('--prot', '1')
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  expect(await once(child, 'close')).toEqual([2, null])
  expect(errors).toBe("Unknown option '--prot'.\nRun block-slots-mock --help for usage.\n")
})
