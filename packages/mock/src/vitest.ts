import type { TestProject } from 'vitest/node'
import { startPrism } from './prism.ts'

declare module 'vitest' {
  // Declarations merge into interfaces alone.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  export interface ProvidedContext {
    /** Where Prism serves the contract during this run. */
    prismUrl: string
  }
}

/**
 * A global setup of vitest that serves the contract while the tests run. A test asks for its address with
 * `inject('prismUrl')`.
 *
 * @param project The project whose tests need it.
 * @returns What vitest calls after the last test.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const prism = await startPrism()
  project.provide('prismUrl', prism.url)
  return prism.close
}
