import type { Cell } from './cell.ts'
import { hitSchedule } from './hit-schedule.ts'
import type { Transport, UnreachableFault } from './transport.ts'

/** Sends the hit requests of a cell to an unreachable address, for faults that a sandbox behind sockets cannot imitate. */
export type Rerouting = {
  readonly begin: () => void
  readonly fetch: (request: Request, onward: (request: Request) => Promise<Response>) => Promise<Response>
  /** Returns how many requests were rerouted. */
  readonly end: () => number
}

const unreachableFaults: ReadonlySet<string> = new Set<UnreachableFault>([
  'connect-timeout',
  'dns',
  'refused',
  'tls',
])

/** True when the transport injects the fault by rerouting. */
export const isRerouted = (fault: string, { unreachable }: Transport): boolean =>
  unreachable !== undefined && unreachableFaults.has(fault)

export function rerouting(cell: Cell, transport: Transport): Rerouting {
  const fault = cell.row.inject?.fault ?? ''
  const address = Object.entries(transport.unreachable ?? {}).find(([name]) => name === fault)?.[1]
  const schedule = hitSchedule(cell)
  let count = 0
  return {
    begin: schedule.begin,
    end() {
      schedule.end()
      return count
    },
    async fetch(request, onward) {
      if (address === undefined || !schedule.isHit()) return onward(request)
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
