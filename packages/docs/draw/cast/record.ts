import { spawn } from 'node:child_process'
import type { Chunk } from './screen.ts'

/** Runs a program in a terminal of a width, which `script` of util-linux makes, and records what it prints and when. */
export function record(args: readonly string[], columns: number): Promise<Chunk[]> {
  const words = [process.execPath, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
  const command = `stty cols ${columns} rows 50; exec ${words.join(' ')}`
  const { NO_COLOR: _, ...env } = process.env
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh', TZ: 'America/New_York' },
  })
  const chunks: Chunk[] = []
  const started = performance.now()
  child.stdout.setEncoding('utf8')
  child.stdout.on(
    'data',
    (text: string) => void chunks.push({ atMs: Math.round(performance.now() - started), text }),
  )
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(chunks)
      else
        reject(
          new Error(
            `Expected ${args.join(' ')} to end with 0 and got ${code}:\n${chunks.map(({ text }) => text).join('')}`,
          ),
        )
    })
  })
}
