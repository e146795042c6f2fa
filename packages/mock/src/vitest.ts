import type { TestProject } from 'vitest/node'
import { startPrism } from './prism.ts'

declare module 'vitest' {
  // Only interfaces can be merged.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  export interface ProvidedContext {
    /** The URL of Prism during this run. */
    readonly prismUrl: string
  }
}

/**
 * Serves the contract while the tests run, as a global setup of vitest. A test gets the URL with `inject('prismUrl')`.
 *
 * @param project The project of the tests.
 * @returns The teardown.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const prism = await startPrism()
  project.provide('prismUrl', prism.url)
  return prism.close
}
