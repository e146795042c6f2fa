import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { pnpm, run } from '../../shared/command.ts'

const node = process.execPath

test('run returns the output, and throws with both outputs on a failure', async () => {
  expect(await run(node, ['-p', '1 + 1'])).toBe('2\n')
  const failing = run(node, ['-e', 'console.log("out"); console.error("err"); process.exit(3)'])
  await expect(failing).rejects.toThrow(/ended with 3\nerr\nout$/)
  await expect(run('no-such-program', [])).rejects.toThrow('ENOENT')
})

test('a program that times out is killed with its children', async () => {
  await expect(run('sh', ['-c', 'sleep 600'], { timeoutMs: 100 })).rejects.toThrow(
    'Timed out after 0.1 seconds',
  )
})

test('pnpm is installed in the major version of the repository', async () => {
  expect(await pnpm('--version')).toMatch(/^12\./)
})

test('an interrupt removes temporary folders and kills child processes', async () => {
  const program = `
    import { run } from './shared/command.ts'
    import { temporaryFolder } from './shared/temporary-folder.ts'
    const { path } = temporaryFolder('test')
    void run('sh', ['-c', 'sleep 600 & echo $! > started; wait'], { cwd: path })
    console.log(path)
  `
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(node, ['--input-type=module-typescript', '--eval', program], { stdio: [...stdio] })
  const [folder]: string[] = await once(createInterface({ input: child.stdout }), 'line')
  const started = `${folder}/started`
  await expect.poll(() => existsSync(started) && readFileSync(started, 'utf8')).toMatch(/^\d+\n$/)
  const sleeping = Number(readFileSync(started, 'utf8'))
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([130, null])
  expect(existsSync(`${folder}`)).toBe(false)
  await expect.poll(() => isRunning(sleeping)).toBe(false)
})

function isRunning(pid: number): boolean {
  try {
    // A process that has exited stays in the table as a zombie until it is reaped.
    return process.kill(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
