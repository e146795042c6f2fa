import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts'

/**
 * Starts a sandbox before the first test of a file (or of a `describe`), resets it before each test, and closes it
 * after the last. Tests that run concurrently share it: give each of those its own with `startSandbox`.
 *
 * @example
 * ```ts
 * import { expect, test } from 'vitest'
 * import { useSandbox } from '@block-slots/sandbox/vitest'
 *
 * const sandbox = useSandbox({ faults: [{ fault: 'unavailable' }] })
 *
 * test('the first request fails', async () => {
 *   const response = await fetch(`${sandbox.url}/calendars/CVokAlI8fgw4WYWoCtQz`, {
 *     headers: { Authorization: `Bearer ${sandbox.token}`, Version: '2021-04-15' },
 *   })
 *   expect(response.status).toBe(503)
 * })
 * ```
 *
 * @param options The options of `startSandbox`.
 * @returns The sandbox. It throws outside of tests and hooks, where it is not running.
 */
export function useSandbox(options: SandboxOptions = {}): Sandbox {
  let started: Sandbox | undefined
  const running = (): Sandbox => {
    if (started !== undefined) return started
    throw new Error('The sandbox is not running. Use it inside a test or a hook of that test.')
  }
  const close = async (): Promise<void> => {
    await started?.close()
    started = undefined
  }
  beforeAll(async () => {
    started = await startSandbox(options)
  })
  beforeEach(() => {
    running().reset()
  })
  afterAll(close)
  return {
    get id() {
      return running().id
    },
    get url() {
      return running().url
    },
    get token() {
      return running().token
    },
    get audit() {
      return running().audit
    },
    fetch: async (request) => running().fetch(request),
    tokenByName: (name) => running().tokenByName(name),
    blocks: () => running().blocks(),
    appointments: () => running().appointments(),
    setFaults: (faults) => running().setFaults(faults),
    reset: () => running().reset(),
    close,
    [Symbol.asyncDispose]: close,
  }
}
