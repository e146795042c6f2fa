import { browserRuntime } from './browser.ts'
import { processRuntimes } from './process.ts'
import type { RuntimeSpec } from './runtime.ts'
import { workerRuntime } from './worker.ts'

/** The rows of the matrix, from top to bottom. What is not here is not claimed. */
export const runtimes: readonly RuntimeSpec[] = [...processRuntimes, workerRuntime, browserRuntime]
