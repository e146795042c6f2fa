import { encodingNames } from '@block-slots/client/test/support/encoding.ts'
import { cells } from './fault-matrix/cell.ts'
import { operations } from './fault-matrix/operations.ts'
import { rows } from './fault-matrix/rows.ts'
import { faults } from './leaks/load.ts'
import { canaries, scenarios } from './secrets/scenarios.ts'
import { sinkNames } from './secrets/sinks.ts'

// Sizes of proofs that follow from their tables, as they print them and documents quote them.

/** Seeds that a full run draws random hits with, in process. */
export const matrixSeeds = 3

/** Size of the fault matrix. */
export const matrixSize: {
  readonly forms: number
  readonly faults: number
  readonly operations: number
  readonly experiments: number
} = {
  forms: rows.length,
  faults: new Set(rows.map(({ fault }) => fault)).size,
  operations: operations.length,
  experiments: cells(Array.from({ length: matrixSeeds }, (_, index) => index)).length,
}

/** Size of the search for secrets. */
export const secretsSize: {
  readonly secrets: number
  readonly encodings: number
  readonly scenarios: number
  readonly sinks: number
  readonly seeded: number
} = {
  secrets: Object.keys(canaries).length,
  encodings: encodingNames.length,
  scenarios: scenarios(faults).length,
  sinks: sinkNames.length,
  seeded: encodingNames.length * sinkNames.length,
}
