import { expect, onTestFinished, test } from 'vitest'
import { thisNode } from '../../runtimes/process.ts'
import type { Printed } from '../../runtimes/runtime.ts'
import { temporaryFolder } from '../../shared/temporary-folder.ts'

const code =
  "process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning')\nconsole.log('done')"

const run = (quiet: boolean): Promise<Printed> => {
  const { path: folder, remove } = temporaryFolder('process')
  onTestFinished(remove)
  return thisNode.run('warns', code, { folder, url: '', token: '', quiet })
}

test('a program that has to be quiet fails with what it writes to standard error', async () => {
  await expect(run(true)).rejects.toThrow(/ended with 0 and .*ExperimentalWarning: SQLite/)
})

test('any other program may warn', async () => {
  expect(await run(false)).toEqual([['done']])
})
