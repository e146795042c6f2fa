import { browserRuntime } from './browser.ts'
import { processRuntimes } from './process.ts'
import type { RuntimeSpec } from './runtime.ts'
import { workerRuntime } from './worker.ts'

/** The supported runtimes. The README claims these and no others. */
export const runtimes: readonly RuntimeSpec[] = [...processRuntimes, workerRuntime, browserRuntime]
