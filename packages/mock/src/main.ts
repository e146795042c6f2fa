import { parseArgs } from './args.ts'
import { startPrism } from './prism.ts'

/** The streams and signals of the program. */
export type Io = {
  /** Writes to the standard output. */
  readonly writeOutput: (text: string) => void
  /** Writes to the standard error. */
  readonly writeError: (text: string) => void
  /** Aborts when the program has to stop. */
  readonly stop: AbortSignal
}

const help = `block-slots-mock [options]

Serves the contract of HighLevel's block slots with Prism: checks every request, responds with the contract's examples.
Runs until it is interrupted.

  --port N          the port: 4010 by default, 0 for any free one
  --host H          the address to listen on, 127.0.0.1 by default
  --document FILE   another OpenAPI document than the contract
  --dynamic         generates responses from the schemas instead of the examples
  --json            prints one line of JSON instead of text
  --help            prints this text
`

/**
 * The program behind `block-slots-mock`.
 *
 * @param argv The arguments, without the name of the program.
 * @param io Its streams and signals.
 * @returns The exit code: 0 after an interruption, 1 when the server cannot start, 2 for a usage error.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArgs(argv)
  if (args.kind === 'usage-error') {
    io.writeError(`${args.message}\nRun block-slots-mock --help for usage.\n`)
    return 2
  }
  if (args.kind === 'help') {
    io.writeOutput(help)
    return 0
  }
  try {
    const { url, close } = await startPrism(args.options)
    io.writeOutput(
      args.json ? `${JSON.stringify({ server: 'prism', url })}\n` : `Prism serves the contract at ${url}\n`,
    )
    await aborted(io.stop)
    await close()
    return 0
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    io.writeError(
      message.includes('EADDRINUSE') ? `${message}\nUse --port 0 for any free port.\n` : `${message}\n`,
    )
    return 1
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true })
  })
}
