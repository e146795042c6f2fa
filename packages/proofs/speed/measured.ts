import type { Figure } from '../table.ts'

/** A median with the quartiles around it. */
export type Quartiles = { readonly median: number; readonly low: number; readonly high: number }

/** What was measured of one way to create a block. Parts that did not run, or could not, are missing. */
export type MeasuredRow = {
  readonly name: string
  readonly version?: string | undefined
  readonly isOurs?: true | undefined
  /** Why nothing was measured. */
  readonly problem?: string | undefined
  /** Processor time of a create as a ratio to the first row's: one after the other, and with 32 in flight. */
  readonly sequential?: Quartiles | undefined
  readonly inFlight?: Quartiles | undefined
  readonly importMs?: number | undefined
  /** Size of the smallest program, minified and compressed with brotli. */
  readonly bundleBytes?: number | undefined
  /** True when the program bundles for Node alone. */
  readonly isNodeBundle?: boolean | undefined
  readonly packages?: number | undefined
  readonly installedBytes?: number | undefined
  /** Wrong bodies that the types refuse. */
  readonly refusedBodies?: number | undefined
}

/** One run of the benchmark, as it is saved for the documents. */
export type Measured = {
  readonly date: string
  readonly node: string
  readonly processor: string
  readonly cores: number
  readonly rounds: number
  readonly calls: number
  readonly rows: readonly MeasuredRow[]
  readonly sandbox: readonly Figure[]
}
