import type { Carrier, Unreachable } from './transport.ts'
import type { Cell } from './cell.ts'
import { turnsOf } from './draw.ts'

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
export function detours(cell: Cell, carrier: Carrier): Detour {
  const fault = cell.row.hits?.fault ?? ''
  const address = Object.entries(carrier.nowhere ?? {}).find(([name]) => name === fault)?.[1]
  const turns = turnsOf(cell)
  let count = 0
  return {
    begin: turns.begin,
    end() {
      turns.end()
      return count
    },
    async fetch(request, onward) {
      if (address === undefined || !turns.isHit()) return onward(request)
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
