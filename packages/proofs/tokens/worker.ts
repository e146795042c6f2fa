import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@block-slots/client/src/clock.ts'
import { fileStore } from '@block-slots/client/src/node/index.ts'
import { refreshingToken } from '@block-slots/client/src/token/refreshing-token.ts'
import type { TokenRequest } from '@block-slots/client/src/token/provider.ts'
import { app, firstRefreshToken } from '@block-slots/client/test/support/tokens.ts'
import type { WorkerCommand, WorkerReport } from './token-processes.ts'

// One of several processes that share the tokens of a folder.

const [, , folder = '', baseUrl = ''] = process.argv
const dayMs = 86_400_000
let command: WorkerCommand = { day: 0, calls: 0, killOnSave: false }

const store = fileStore(join(folder, 'tokens'))
const provider = refreshingToken({
  ...app,
  refreshToken: firstRefreshToken,
  key: 'location',
  store: {
    ...store,
    async write(key, grant, expected) {
      if (command.killOnSave && grant.refreshStartedAt === undefined) {
        try {
          // Only the first worker of the day can create the file.
          writeFileSync(join(folder, `killed-${command.day}`), '', { flag: 'wx' })
          process.kill(process.pid, 'SIGKILL')
        } catch {
          // Another worker was killed.
        }
      }
      return store.write(key, grant, expected)
    },
  },
})

const request: TokenRequest = {
  baseUrl,
  fetch: (sent) => fetch(sent),
  clock: { now: () => systemClock.now() + command.day * dayMs, sleep: systemClock.sleep },
  signal: new AbortController().signal,
  notify: () => {},
}

async function runCommand(): Promise<WorkerReport> {
  try {
    const tokens = await Promise.all(Array.from({ length: command.calls }, async () => provider.get(request)))
    return { values: [...new Set(tokens.map(({ value }) => value))] }
  } catch (error) {
    return { error: String(error) }
  }
}

process.on('message', (next: WorkerCommand) => {
  command = next
  void runCommand().then((report) => process.send?.(report))
})
