import {
  localLimiter,
  memoryStore,
  refreshingToken,
  type ClientOptions,
  type Clock,
  type RefreshingTokenOptions,
} from '@block-slots/client/src/index.ts'
import type { Cell } from './cell.ts'
import { draws, turnsOf } from './draw.ts'

/** What can fail in the process of the client, besides the service. */
export type OwnFault =
  | 'clock cannot wait'
  | 'clock goes back'
  | 'limiter fails'
  | 'limiter says nothing'
  | 'token function throws'
  | 'token store cannot be read'
  | 'token store cannot be written'
  | 'wall clock jumps'

/** Options of a client of which something fails between a begin and an end. */
export type Failing = {
  readonly options: Pick<ClientOptions, 'clock' | 'limiter' | 'token'>
  readonly begin: () => void
  readonly end: () => void
}

/** What is thrown when a shared store is out of reach. */
const down = (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:6379'))

/** Makes options for the client of a cell, with what has to fail in it. */
export function failing(cell: Cell, clock: Clock, token: RefreshingTokenOptions | string): Failing {
  const { own } = cell.row
  const draw = draws(cell.seed)
  const turns = turnsOf(cell)
  const failsAs = (fault: OwnFault): boolean => own === fault && turns.isHit()

  const inner = localLimiter()
  const store = memoryStore()
  const limiter: ClientOptions['limiter'] = {
    ...inner,
    acquire(request) {
      if (failsAs('limiter fails')) return down()
      return failsAs('limiter says nothing') ? new Promise(() => {}) : inner.acquire(request)
    },
  }
  const broken = {
    ...store,
    read: (key: string) => (failsAs('token store cannot be read') ? down() : store.read(key)),
    write: (...entry: Parameters<typeof store.write>) =>
      failsAs('token store cannot be written') ? down() : store.write(...entry),
  }
  const told = (): string => {
    if (typeof token !== 'string' || failsAs('token function throws')) throw new Error('the vault is sealed')
    return token
  }
  let backMs = 0
  const odd: Clock = {
    now() {
      if (failsAs('clock goes back')) backMs += 50
      return clock.now() - backMs
    },
    sleep: (ms, signal) =>
      failsAs('clock cannot wait') ? Promise.reject(new Error('no timers left')) : clock.sleep(ms, signal),
  }
  const { now } = Date
  const dayMs = 86_400_000
  return {
    options: {
      clock: own?.startsWith('clock') === true ? odd : clock,
      limiter,
      token:
        typeof token === 'string'
          ? own === 'token function throws'
            ? told
            : token
          : refreshingToken({ ...token, store: broken }),
    },
    begin() {
      turns.begin()
      if (own === 'wall clock jumps') Date.now = () => now() + Math.round((draw() - 0.5) * 20) * dayMs
    },
    end() {
      turns.end()
      Date.now = now
    },
  }
}
