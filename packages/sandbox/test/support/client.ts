import { expect, onTestFinished } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/index.ts'
import { violations } from './contract.ts'

/** A request of a test. `null` leaves a header out. */
export type Request = {
  body?: unknown
  /** A body that is not encoded. */
  text?: string
  query?: Record<string, string | number>
  token?: string | null
  version?: string | null
  type?: string
}

/** The response to it. */
export type Received = { status: number; body: Record<string, unknown> }

/** Sends a request and checks that the response conforms to the contract. */
export type Send = (method: string, path: string, request?: Request) => Promise<Received>

/** Starts a sandbox that is closed after the test. */
export async function open(options?: SandboxOptions): Promise<{ sandbox: Sandbox; send: Send }> {
  const sandbox = await startSandbox(options)
  onTestFinished(sandbox.close)
  return { sandbox, send: createSend(sandbox.url, sandbox.token) }
}

/** Creates `send` for a server. */
export function createSend(url: string, defaultToken: string): Send {
  return async (method, path, request = {}) => {
    const {
      body,
      text,
      query,
      token = defaultToken,
      version = '2021-04-15',
      type = 'application/json',
    } = request
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body))
    const target = new URL(url + path)
    for (const [name, value] of Object.entries(query ?? {})) target.searchParams.append(name, String(value))
    const response = await fetch(target, {
      method,
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(version === null ? {} : { Version: version }),
        ...(sent === undefined ? {} : { 'Content-Type': type }),
      },
      ...(sent === undefined ? {} : { body: sent }),
    })
    const received: unknown = await response.json()
    if (!isRecord(received)) throw new TypeError('The response is not an object')
    expect(
      violations(method, target.pathname, response.status, received),
      `${method} ${path} ${response.status}`,
    ).toEqual([])
    expect(received['traceId']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    return { status: response.status, body: received }
  }
}

/** The message of an error. */
export function message(reply: Received): unknown {
  return reply.body['message']
}

/** Ids of the seed state. */
export const location = 'C2QujeCh8ZnC7al2InWR'
export const calendar = 'CVokAlI8fgw4WYWoCtQz'
export const user = '0007BWpSzSwfiuSl0tR2'
export const slots = '/calendars/events/block-slots'

/** The published request, without its owner. */
export const block = {
  locationId: 'C2QujeCh8ZnC7al2InWR',
  title: 'Test Event',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
}

/** The query of a list of one owner, over all time. */
export function everything(owner: Record<string, string>): Record<string, string | number> {
  return { locationId: location, startTime: 0, endTime: 4_102_444_800_000, ...owner }
}

/** Encodes the parameters of a URL. */
export function search(parameters: Record<string, string | number>): string {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])
  return new URLSearchParams(pairs).toString()
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
