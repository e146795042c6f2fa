import { describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../src/index.ts'
import { useSandbox } from '../src/vitest.ts'
import { block, calendar, slots } from './support/client.ts'

const sandbox = useSandbox({ faults: [{ fault: 'unavailable', operation: 'getCalendar' }] })

async function create({ url, token }: Sandbox): Promise<number> {
  const response = await fetch(url + slots, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Version: '2021-04-15' },
    body: JSON.stringify({ ...block, calendarId: calendar }),
  })
  return response.status
}

let outside: unknown
try {
  outside = sandbox.url
} catch (error) {
  outside = error
}

test('outside of tests and hooks the sandbox is not running', () => {
  expect(outside).toEqual(
    new Error('The sandbox is not running. Use it inside a test or a hook of that test.'),
  )
})

for (const round of ['first', 'second']) {
  test(`the ${round} test has a sandbox without blocks, log or changed faults`, async () => {
    expect([sandbox.blocks(), sandbox.audit]).toEqual([[], []])
    const request = new Request(`${sandbox.url}/calendars/${calendar}`, {
      headers: { Authorization: `Bearer ${sandbox.tokenByName('full')}`, Version: '2021-04-15' },
    })
    expect((await sandbox.fetch(request)).status).toBe(503)
    expect(await create(sandbox)).toBe(201)
    expect([sandbox.blocks().length, sandbox.appointments().length, sandbox.audit.length]).toEqual([1, 1, 6])
    sandbox.setFaults([{ fault: 'conflict', on: 'every' }])
    expect(await create(sandbox)).toBe(409)
  })
}

const closed: { url?: string } = {}

describe('a describe', () => {
  const inner = useSandbox()
  test('has a sandbox of its own', async () => {
    expect(inner.url).not.toBe(sandbox.url)
    expect(await create(inner)).toBe(201)
    inner.reset()
    expect(inner.blocks()).toEqual([])
    closed.url = inner.url
  })
})

test('the sandbox of a describe is closed after it', async () => {
  await expect(fetch(closed.url ?? '')).rejects.toThrow('fetch failed')
})

test('it has every member of a sandbox', async () => {
  await using started = await startSandbox()
  expect(new Set(Reflect.ownKeys(sandbox))).toEqual(new Set(Reflect.ownKeys(started)))
})
