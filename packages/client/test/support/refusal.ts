import { expect } from 'vitest'
import { createBlockSlotsClient, type BlockSlotsClient, type BlockSlotsError } from '../../src/index.ts'
import { answering, failure, json, once } from './service.ts'

/**
 * Makes a call that has to be refused before anything is sent, with a service behind it that would take everything, and
 * gives the error.
 */
export async function refusal(
  call: (client: BlockSlotsClient) => Promise<unknown>,
): Promise<BlockSlotsError> {
  const { fetch, requests } = answering(() =>
    json(200, { id: 'x', succeeded: true, events: [], calendar: { id: 'x' } }),
  )
  let tokens = 0
  const token = (): string => `pit-token-${(tokens += 1)}`
  const error = await failure(call(createBlockSlotsClient({ ...once, token, fetch })))
  expect(requests).toEqual([])
  expect(tokens).toBe(0)
  expect(error).toMatchObject({ code: 'invalid-input', applied: 'no', retry: 'never', attempts: [] })
  return error
}

/**
 * An argument that the types forbid, as a program without types would pass it. The one cast of the tests that stands for
 * "whatever a caller does".
 */
export const forced = (value: unknown): never => value as never

/** An object that throws on every access. */
export function hostile(words = 'trap'): object {
  const trap = (): never => {
    throw new Error(words)
  }
  return new Proxy(() => {}, {
    apply: trap,
    construct: trap,
    defineProperty: trap,
    deleteProperty: trap,
    get: trap,
    getOwnPropertyDescriptor: trap,
    getPrototypeOf: trap,
    has: trap,
    isExtensible: trap,
    ownKeys: trap,
    preventExtensions: trap,
    set: trap,
    setPrototypeOf: trap,
  })
}

/** The same, for those who ask for `typeof`. */
export function hostileObject(words = 'trap'): object {
  const trap = (): never => {
    throw new Error(words)
  }
  return new Proxy(
    {},
    { get: trap, getOwnPropertyDescriptor: trap, getPrototypeOf: trap, has: trap, ownKeys: trap, set: trap },
  )
}

/** A proxy whose target is gone: every operation on it throws, `Array.isArray` too. */
export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
