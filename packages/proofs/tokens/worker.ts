import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@block-slots/client/src/clock.ts'
import { fileStore } from '@block-slots/client/src/node/index.ts'
import { refreshingToken } from '@block-slots/client/src/token/refreshing-token.ts'
import type { TokenRequest } from '@block-slots/client/src/token/provider.ts'
import { app, firstRefreshToken } from '@block-slots/client/test/support/tokens.ts'
import type { WorkerCommand, WorkerReport } from './token-processes.ts'

/** One of several processes over one folder: makes calls as it is ordered, and dies where it is told to. */
const [, , folder = '', baseUrl = ''] = process.argv
const dayMs = 86_400_000
let order: WorkerCommand = { day: 0, calls: 0, killOnSave: false }

const store = fileStore(join(folder, 'tokens'))
const provider = refreshingToken({
  ...app,
  refreshToken: firstRefreshToken,
  key: 'location',
  store: {
    ...store,
    async write(key, grant, expected) {
      if (order.killOnSave && grant.refreshStartedAt === undefined) {
        try {
          // The first of them to come here dies; the others find the file.
          writeFileSync(join(folder, `died-${order.day}`), '', { flag: 'wx' })
          process.kill(process.pid, 'SIGKILL')
        } catch {
          // Somebody else died.
        }
      }
      return store.write(key, grant, expected)
    },
  },
})

const request: TokenRequest = {
  baseUrl,
  fetch: (sent) => fetch(sent),
  Request,
  clock: { now: () => systemClock.now() + order.day * dayMs, sleep: systemClock.sleep },
  signal: new AbortController().signal,
  notify: () => {},
}

async function runCommand(): Promise<WorkerReport> {
  try {
    const tokens = await Promise.all(Array.from({ length: order.calls }, () => provider.get(request)))
    return { values: [...new Set(tokens.map(({ value }) => value))] }
  } catch (error) {
    return { error: String(error) }
  }
}

process.on('message', (given: WorkerCommand) => {
  order = given
  void runCommand().then((report) => process.send?.(report))
})
