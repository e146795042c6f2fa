import type { TestProject } from 'vitest/node'
import { startRedis } from './redis-server.ts'

declare module 'vitest' {
  // What the tests learn of it by `inject`; an interface, because vitest's own has to be added to.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  export interface ProvidedContext {
    redis: string
  }
}

/** Starts one Redis for all tests that need it, and stops it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await startRedis()
  project.provide('redis', redis.url)
  return redis.stop
}
