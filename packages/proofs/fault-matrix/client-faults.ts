import {
  localLimiter,
  memoryStore,
  refreshingToken,
  type ClientOptions,
  type Clock,
  type RefreshingTokenOptions,
  type TokenSource,
} from '@block-slots/client/src/index.ts'
import { mulberry32 } from '../random.ts'
import type { Cell } from './cell.ts'
import { hitSchedule } from './hit-schedule.ts'
import type { ClientFault } from './matrix-row.ts'

/** Options of a client that fail between `begin` and `end`. */
export type FaultyOptions = {
  readonly options: Pick<ClientOptions, 'clock' | 'limiter'> & { readonly token: TokenSource }
  readonly begin: () => void
  readonly end: () => void
}

const unreachable = (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:6379'))

/** Creates the options for the client of a cell, with the cell's fault in them. */
export function faultyOptions(
  cell: Cell,
  clock: Clock,
  token: RefreshingTokenOptions | string,
): FaultyOptions {
  const { clientFault } = cell.row
  const random = mulberry32(cell.seed)
  const schedule = hitSchedule(cell)
  const failsAs = (fault: ClientFault): boolean => clientFault === fault && schedule.isHit()

  const inner = localLimiter()
  const store = memoryStore()
  const limiter: ClientOptions['limiter'] = {
    ...inner,
    acquire(request) {
      if (failsAs('limiter fails')) return unreachable()
      return failsAs('limiter hangs') ? new Promise(() => {}) : inner.acquire(request)
    },
  }
  const faultyStore = {
    ...store,
    read: (key: string) => (failsAs('token store cannot be read') ? unreachable() : store.read(key)),
    write: (...entry: Parameters<typeof store.write>) =>
      failsAs('token store cannot be written') ? unreachable() : store.write(...entry),
  }
  const faultyToken = (): string => {
    if (typeof token !== 'string' || failsAs('token function throws')) throw new Error('the vault is sealed')
    return token
  }
  let backMs = 0
  const faultyClock: Clock = {
    now() {
      if (failsAs('clock goes backwards')) backMs += 50
      return clock.now() - backMs
    },
    sleep: (ms, signal) =>
      failsAs('clock cannot sleep') ? Promise.reject(new Error('no timers left')) : clock.sleep(ms, signal),
  }
  const { now } = Date
  const dayMs = 86_400_000
  return {
    options: {
      clock: clientFault?.startsWith('clock') === true ? faultyClock : clock,
      limiter,
      token:
        typeof token === 'string'
          ? clientFault === 'token function throws'
            ? faultyToken
            : token
          : refreshingToken({ ...token, store: faultyStore }),
    },
    begin() {
      schedule.begin()
      if (clientFault === 'wall clock jumps')
        Date.now = () => now() + Math.round((random() - 0.5) * 20) * dayMs
    },
    end() {
      schedule.end()
      Date.now = now
    },
  }
}
