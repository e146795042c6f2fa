import { type Order, readOrder } from './order.ts'
import { type Server, startPrism } from './prism.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { seedState } from './seed.ts'

/** How the program reaches the outside. */
export type Io = {
  /** Writes to the standard output. */
  print: (text: string) => void
  /** Writes to the standard error. */
  complain: (text: string) => void
  /** Is aborted when the program has to end. */
  stop: AbortSignal
}

const help = `block-slots-mock [prism | sandbox] [options]

Serves HighLevel's block slots on this machine until it is interrupted.

  prism             checks every request against the contract, answers with its examples (default)
  sandbox           remembers what is created, refuses what the service refuses

  --port N          the port: 4010 for prism and 4011 for the sandbox by default, 0 for any free one
  --host H          the address to listen on, 127.0.0.1 by default
  --document FILE   prism: another OpenAPI document than the contract
  --dynamic         prism: answers made up from the schemas instead of the examples
  --seed N          sandbox: decides every id, 1 by default
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

async function serve(order: Extract<Order, { json: boolean }>, io: Io): Promise<Server> {
  if (order.kind === 'prism') {
    const prism = await startPrism(order.options)
    const facts = { server: order.kind, url: prism.url }
    io.print(order.json ? `${JSON.stringify(facts)}\n` : `Prism serves the contract at ${prism.url}\n`)
    return prism
  }
  const sandbox = await startSandbox(order.options)
  const facts = describe(sandbox)
  io.print(order.json ? `${JSON.stringify(facts)}\n` : word(facts))
  return sandbox
}

/** What somebody needs to send the first request. */
function describe({ url, token }: Sandbox): Facts {
  const { tokens, calendars, users } = seedState()
  const locationId = tokens[0]?.locationId ?? ''
  return {
    server: 'sandbox',
    url,
    token,
    locationId,
    calendars: calendars
      .filter((calendar) => calendar.locationId === locationId)
      .map(({ id, calendarType, isActive }) => ({ id, calendarType, isActive: isActive === true })),
    users: users.filter((user) => user.locationId === locationId).map(({ id, name }) => ({ id, name })),
  }
}

/** What the program says about a sandbox, with `--json` as it stands. */
export type Facts = {
  server: 'sandbox'
  url: string
  token: string
  locationId: string
  calendars: { id: string; calendarType: string; isActive: boolean }[]
  users: { id: string; name: string }[]
}

function word({ url, token, locationId, calendars, users }: Facts): string {
  const lines = [
    `The sandbox answers at ${url}`,
    `token     ${token}`,
    `location  ${locationId}`,
    ...calendars.map(
      ({ id, calendarType, isActive }) => `calendar  ${id}  ${calendarType}${isActive ? '' : ', inactive'}`,
    ),
    ...users.map(({ id, name }) => `user      ${id}  ${name}`),
  ]
  return `${lines.join('\n')}\n`
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true })
  })
}
