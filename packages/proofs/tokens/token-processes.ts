import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@block-slots/client/src/clock.ts'
import { tokenServer } from '@block-slots/client/test/support/tokens.ts'
import { linearCongruential } from './rotations.ts'

/** What a worker is told: make so many calls, a day later than the last time, and die at the save if you are the one. */
export type WorkerCommand = { readonly day: number; readonly calls: number; readonly killOnSave: boolean }
/** What it answers: the tokens that its calls had, or what went wrong. */
export type WorkerReport = { readonly values: readonly string[] } | { readonly error: string }

/** What came of it all. */
export type ProcessesResult = {
  readonly rotations: number
  readonly requests: number
  readonly kills: number
  readonly revocations: number
  readonly wrong: readonly string[]
}

const dayMs = 86_400_000

type Worker = { readonly process: ChildProcess; readonly runCommand: (order: WorkerCommand) => Promise<WorkerReport | 'killed'> }

function startWorker(folder: string, url: string): Worker {
  const path = fileURLToPath(new URL('worker.ts', import.meta.url))
  const child = fork(path, [folder, url], { execArgv: ['--conditions=block-slots-source'] })
  return {
    process: child,
    runCommand: (order) =>
      new Promise((resolve) => {
        const onMessage = (report: WorkerReport): void => {
          child.off('exit', onExit)
          resolve(report)
        }
        const onExit = (): void => {
          child.off('message', onMessage)
          resolve('killed')
        }
        child.once('message', onMessage).once('exit', onExit)
        child.send(order)
      }),
  }
}

/**
 * Lets the tokens of several processes over one folder expire, day after day, and kills some of them with SIGKILL after the
 * answer came and before it is saved. The server revokes all when a refresh token is used twice, but for 10 s of grace.
 */
export async function refreshAcrossProcesses(days: number, kills: number, workers = 8, calls = 50): Promise<ProcessesResult> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-fleet-'))
  let day = 0
  // The grace runs in real time, the days only for the tokens.
  const server = tokenServer(systemClock, { graceMs: 10_000 })
  const http = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    server.skewMs = day * dayMs
    const answer = await server.fetch(
      new Request(`http://127.0.0.1${request.url}`, {
        method: 'POST',
        redirect: 'manual',
        headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        body: Buffer.concat(parts),
      }),
    )
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const address = http.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const fleet = Array.from({ length: workers }, () => startWorker(folder, url))
  const random = linearCongruential(20_261_122)
  const deadly = new Set<number>()
  while (deadly.size < kills) deadly.add(1 + Math.floor(random() * (days - 1)))
  const wrong: string[] = []
  let killed = 0
  let requests = 0
  for (day = 0; day < days; day++) {
    const order = { day, calls, deadly: deadly.has(day) }
    const before = server.count.requests
    const reports = await Promise.all(fleet.map(({ runCommand: obey }) => obey(order)))
    const sent = server.count.requests - before
    for (const [index, report] of reports.entries()) {
      if (report === 'killed') {
        killed += 1
        fleet[index] = startWorker(folder, url)
      } else if ('error' in report) wrong.push(`day ${day}: ${report.error}`)
      else if (report.values.some((value) => value !== server.current()))
        wrong.push(`day ${day}: an old token`)
    }
    if (!order.deadly) requests = Math.max(requests, sent)
  }
  for (const each of fleet) each.process.kill()
  http.close()
  http.closeAllConnections()
  await rm(folder, { recursive: true })
  const { rotations, revocations } = server.count
  return { rotations, requests, kills: killed, revocations, wrong }
}
