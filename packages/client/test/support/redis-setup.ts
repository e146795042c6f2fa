import type { TestProject } from 'vitest/node'
import { startRedis } from './redis-server.ts'

declare module 'vitest' {
  // An interface, because it extends the one of vitest.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  export interface ProvidedContext {
    redis: string
  }
}

/** Starts one Redis for all tests of the project, and stops it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await startRedis()
  project.provide('redis', redis.url)
  return redis.stop
}
