import { type Order, readOrder } from './args.ts'
import { type Server, startPrism } from './prism.ts'

/** How the program reaches the outside. */
export type Io = {
  /** Writes to the standard output. */
  print: (text: string) => void
  /** Writes to the standard error. */
  complain: (text: string) => void
  /** Is aborted when the program has to end. */
  stop: AbortSignal
}

const help = `block-slots-mock [options]

Serves the contract of HighLevel's block slots with Prism until it is interrupted: checks every request, answers with
the contract's examples.

  --port N          the port: 4010 by default, 0 for any free one
  --host H          the address to listen on, 127.0.0.1 by default
  --document FILE   another OpenAPI document than the contract
  --dynamic         answers made up from the schemas instead of the examples
  --json            one line of JSON about the server instead of text
  --help            this text
`

/**
 * The program behind `block-slots-mock`.
 *
 * @param argv The arguments, without the program's own name.
 * @param io Where it writes, and when it ends.
 * @returns The exit code: 0 after an interruption, 1 when the server cannot start, 2 for a mistake in the arguments.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const order = readOrder(argv)
  if (order.kind === 'mistake') {
    io.complain(`${order.mistake}\nblock-slots-mock --help lists what there is.\n`)
    return 2
  }
  if (order.kind === 'help') {
    io.print(help)
    return 0
  }
  try {
    const server = await serve(order, io)
    await aborted(io.stop)
    await server.close()
    return 0
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    io.complain(reason.includes('EADDRINUSE') ? `${reason}\n--port 0 takes any free one.\n` : `${reason}\n`)
    return 1
  }
}

async function serve({ json, options }: Extract<Order, { json: boolean }>, io: Io): Promise<Server> {
  const prism = await startPrism(options)
  const facts = { server: 'prism', url: prism.url }
  io.print(json ? `${JSON.stringify(facts)}\n` : `Prism serves the contract at ${prism.url}\n`)
  return prism
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true })
  })
}
