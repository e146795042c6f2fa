import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@block-slots/client/src/clock.ts'
import { tokenServer } from '@block-slots/client/test/support/tokens.ts'
import { linearCongruential } from '../random.ts'

/** Lets a worker make calls on a day; with `killOnSave` the first worker that saves a token is killed before it does. */
export type WorkerCommand = { readonly day: number; readonly calls: number; readonly killOnSave: boolean }
/** Distinct tokens that the calls got. */
export type WorkerReport = { readonly values: readonly string[] } | { readonly error: string }

export type ProcessesResult = {
  readonly rotations: number
  /** Most refreshes of one day without a kill. */
  readonly requests: number
  readonly kills: number
  readonly revocations: number
  /** Stale tokens and errors. */
  readonly problems: readonly string[]
}

const dayMs = 86_400_000

type Worker = {
  readonly process: ChildProcess
  readonly runCommand: (command: WorkerCommand) => Promise<WorkerReport | 'killed'>
}

function startWorker(folder: string, url: string): Worker {
  const path = fileURLToPath(new URL('worker.ts', import.meta.url))
  const child = fork(path, [folder, url], { execArgv: ['--conditions=block-slots-source'] })
  return {
    process: child,
    runCommand: (command) =>
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
        child.send(command)
      }),
  }
}

/**
 * Lets the tokens of several processes over one folder expire day after day, and kills some of them between the response and
 * the save. The server revokes everything when a refresh token is reused, with 10 s of grace.
 */
export async function refreshAcrossProcesses(
  days: number,
  kills: number,
  processes = 8,
  calls = 50,
): Promise<ProcessesResult> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-tokens-'))
  let day = 0
  // The grace runs in real time; only token lifetimes use the shifted days.
  const server = tokenServer(systemClock, { graceMs: 10_000 })
  const http = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    server.skewMs = day * dayMs
    const issued = await server.fetch(
      new Request(`http://127.0.0.1${request.url}`, {
        method: 'POST',
        redirect: 'manual',
        headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        body: Buffer.concat(parts),
      }),
    )
    response.writeHead(issued.status, Object.fromEntries(issued.headers)).end(await issued.text())
  })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const address = http.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const workers = Array.from({ length: processes }, () => startWorker(folder, url))
  const random = linearCongruential(20_261_122)
  const killDays = new Set<number>()
  while (killDays.size < kills) killDays.add(1 + Math.floor(random() * (days - 1)))
  const problems: string[] = []
  let killed = 0
  let requests = 0
  for (day = 0; day < days; day++) {
    const command = { day, calls, killOnSave: killDays.has(day) }
    const before = server.count.requests
    const reports = await Promise.all(workers.map(({ runCommand }) => runCommand(command)))
    const sent = server.count.requests - before
    for (const [index, report] of reports.entries()) {
      if (report === 'killed') {
        killed += 1
        workers[index] = startWorker(folder, url)
      } else if ('error' in report) problems.push(`day ${day}: ${report.error}`)
      else if (report.values.some((value) => value !== server.current()))
        problems.push(`day ${day}: a stale token`)
    }
    if (!command.killOnSave) requests = Math.max(requests, sent)
  }
  for (const worker of workers) worker.process.kill()
  http.close()
  http.closeAllConnections()
  await rm(folder, { recursive: true })
  const { rotations, revocations } = server.count
  return { rotations, requests, kills: killed, revocations, problems }
}
