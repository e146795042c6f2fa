import type { Carrier, Unreachable } from './carrier.ts'
import type { Cell } from './cell.ts'
import { draws } from './draw.ts'

/** Sends requests to where nobody is, where the sandbox cannot pretend it. */
export type Detour = {
  readonly begin: () => void
  readonly fetch: (request: Request, onward: (request: Request) => Promise<Response>) => Promise<Response>
  /** Gives how many took it. */
  readonly end: () => number
}

const unreachable: ReadonlySet<string> = new Set<Unreachable>(['connect-timeout', 'dns', 'refused', 'tls'])

/** Whether a fault is made by sending requests elsewhere. */
export const isAway = (fault: string, { nowhere }: Carrier): boolean =>
  nowhere !== undefined && unreachable.has(fault)

/** Decides which requests of a cell go astray. */
export function detours({ row, position, seed }: Cell, carrier: Carrier): Detour {
  const fault = row.hits?.fault ?? ''
  const address = Object.entries(carrier.nowhere ?? {}).find(([name]) => name === fault)?.[1]
  const draw = draws(seed)
  let turn = Number.NaN
  let count = 0
  const isHit = (): boolean => {
    turn += 1
    if (position === 'random') return turn > 0 && draw() < 0.3
    return position === 'every' ? turn > 0 : turn === (position === 'first' ? 1 : 2)
  }
  return {
    begin: () => (turn = 0),
    end() {
      turn = Number.NaN
      return count
    },
    async fetch(request, onward) {
      if (address === undefined || !isHit()) return onward(request)
      count += 1
      const { method, headers, signal, url } = request
      const { pathname, search } = new URL(url)
      const body = method === 'GET' ? {} : { body: await request.text() }
      return onward(
        new Request(address + pathname + search, { method, headers, signal, redirect: 'manual', ...body }),
      )
    },
  }
}
