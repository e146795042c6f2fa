import type { TestProject } from 'vitest/node'
import { startPrismProcess } from './prism-process.ts'

let close: (() => Promise<void>) | undefined

/** Runs the contract tests of every package against the command that the document is served with. */
export async function setup(project: TestProject): Promise<void> {
  const prism = await startPrismProcess()
  ;({ close } = prism)
  project.provide('prismUrl', prism.url)
}

export async function teardown(): Promise<void> {
  await close?.()
}
