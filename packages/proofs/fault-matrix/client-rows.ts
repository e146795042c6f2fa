import { ordinary, type Operation } from './operations.ts'
import type { MatrixRow } from './matrix-row.ts'

const withoutRefresh: readonly Operation[] = ordinary.filter((operation) => operation !== 'ensure')

/** Failures in the client’s own process. */
export const clientRows: readonly MatrixRow[] = [
  { fault: 39, name: 'wall clock jumps', clientFault: 'wall clock jumps', rule: 'harmless' },
  {
    fault: 39,
    name: 'wall clock jumps, applied and lost',
    clientFault: 'wall clock jumps',
    inject: { fault: 'reset' },
    rule: 'lostAfter',
  },
  {
    fault: 39,
    name: 'wall clock jumps, Retry-After as a date',
    clientFault: 'wall clock jumps',
    inject: { fault: 'unavailable', retryAfter: { dateInMs: 5000 } },
    rule: 'lostBefore',
  },
  {
    fault: 39,
    name: 'clock goes backwards',
    clientFault: 'clock goes backwards',
    inject: { fault: 'reset' },
    rule: 'lostAfter',
  },
  { fault: 39, name: 'clock cannot sleep', clientFault: 'clock cannot sleep', rule: 'harmless' },
  { fault: 40, name: 'limiter fails', clientFault: 'limiter fails', rule: 'storeUnavailable' },
  {
    fault: 40,
    name: 'limiter hangs',
    clientFault: 'limiter hangs',
    only: withoutRefresh,
    rule: 'storeHangs',
  },
  {
    fault: 40,
    name: 'token store cannot be read',
    clientFault: 'token store cannot be read',
    only: ['token'],
    rule: 'storeUnavailable',
  },
  {
    fault: 40,
    name: 'token store cannot be written',
    clientFault: 'token store cannot be written',
    only: ['token'],
    rule: 'storeUnavailable',
  },
  {
    fault: 40,
    name: 'token function throws',
    clientFault: 'token function throws',
    only: withoutRefresh,
    rule: 'noToken',
  },
]
