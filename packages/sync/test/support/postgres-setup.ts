import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  // An interface, because it extends the one of vitest.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  export interface ProvidedContext {
    postgres: string
  }
}

/** Starts one PostgreSQL for all tests of the project, and stops it after the last. A test that kills it starts its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres()
  project.provide('postgres', postgres.connectionString)
  return postgres.stop
}
