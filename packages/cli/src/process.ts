import { fstatSync, writeFileSync, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { styleText } from 'node:util'
import { describeUnreported, exitCode, factsOf, signalCode, signalCodes } from './exit-code.ts'
import type { Io } from './io.ts'
import { main, reportFailure } from './main.ts'
import { openTerminal } from './terminal.ts'
import { escapeUnprintable } from './text/escape.ts'

/**
 * Runs the command line as this process, and ends it. The exit code is right however it ends: the first signal ends the call,
 * a second one the process, and neither they nor a defect make a change that was sent look as if it was not.
 */
export async function runProcess(): Promise<void> {
  const argv = process.argv.slice(2)
  const controller = new AbortController()
  const io = processIo(controller.signal)
  let isEnded = false
  const end = (code: number): void => {
    isEnded = true
    process.exit(code)
  }
  for (const name of Object.keys(signalCodes)) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        reportAtOnce(describeUnreported(io.progress))
        end(exitCode(factsOf(io.progress, signalCode(controller.signal))))
      }
      controller.abort(name)
    })
  }
  // A promise that was rejected without a listener comes here too.
  process.on('uncaughtException', (error) => {
    void reportFailure(error, argv, { io, terminal: openTerminal(io) }).then(end)
  })
  // Node ends with 13 when nothing is left that could settle the call.
  process.on('exit', () => {
    if (!isEnded) process.exitCode = exitCode(factsOf(io.progress, 1))
  })
  end(await main(argv, io))
}

/** Writes to stderr without a wait, before the process ends. That it cannot be written changes nothing. */
function reportAtOnce(lines: readonly string[]): void {
  try {
    writeSync(process.stderr.fd, lines.map((line) => `${escapeUnprintable(line)}\n`).join(''))
  } catch {}
}

/** The real environment: this process and its variables. */
function processIo(signal: AbortSignal): Io {
  return {
    env: process.env,
    out: (text) => write(process.stdout, text),
    err: (text) => write(process.stderr, text),
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask: (question) => ask(question, signal) } : {}),
    showsProgress: process.stderr.isTTY,
    // A terminal that does not know its size has 0.
    ...(process.stdout.columns > 0 && { columns: process.stdout.columns }),
    ...(process.stderr.columns > 0 && { errColumns: process.stderr.columns }),
    hasColors: hasColors(),
    now: Date.now,
    fetch: globalThis.fetch,
    signal,
    progress: { applied: 'no' },
  }
}

/** True when stdout shows colours, as Node decides it from the terminal and from `NO_COLOR`, `FORCE_COLOR` and `TERM`. */
function hasColors(): boolean {
  const probe = 'x'
  return styleText('bold', probe, { stream: process.stdout }) !== probe
}

/** Asks on the terminal. The end of its input, and a signal, are no answer. */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  await write(process.stderr, question)
  const { createInterface } = await import('node:readline')
  // The terminal keeps its own editing, and Ctrl-C stays a signal.
  const lines = createInterface({ input: process.stdin, terminal: false })
  try {
    return await new Promise((resolve) => {
      const end = (): void => {
        reportAtOnce([''])
        resolve('')
      }
      lines.once('line', (line) => {
        lines.off('close', end)
        resolve(line)
      })
      lines.once('close', end)
      signal.addEventListener('abort', () => lines.close(), { once: true })
    })
  } finally {
    lines.close()
  }
}

/** Writes a text, and waits until it is written: a process that ends before would lose it. */
async function write(stream: Writable & { readonly fd: number }, text: string): Promise<void> {
  // A stream of Node that leads to a file reports success when a full disk has taken only a part.
  if (fstatSync(stream.fd).isFile()) return writeFileSync(stream.fd, text)
  // The error goes to the callback as well. Without a listener it would end the process.
  if (stream.listenerCount('error') === 0) stream.on('error', () => {})
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
