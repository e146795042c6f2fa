// Creates blocks by a program, one after the other and then with 32 in flight, and prints the processor time of each create in
// microseconds: `node worker.ts <program> <address of the service> <calls>`.

const inFlight = 32
const [program = '', baseUrl = '', count = ''] = process.argv.slice(2)
const calls = Number(count)
type Create = (title: string, startTime: string, endTime: string) => Promise<unknown>
const { open }: { open: (baseUrl: string) => Create } = await import(program)
const create = open(baseUrl)

let created = 0
const timeOf = (minute: number): string =>
  new Date(Date.UTC(2026, 0) + minute * 60_000).toISOString().replace('.000Z', '+00:00')

/** Blocks at the same times wait for each other in some clients, so each has title and times of its own. */
async function createAnother(): Promise<void> {
  created += 1
  const title = `Test Event ${created}`
  const block: unknown = await create(title, timeOf(created), timeOf(created + 60))
  const isRight = typeof block === 'object' && block !== null && 'id' in block && 'title' in block
  if (!isRight || block.title !== title)
    throw new Error(`Expected the created block and got ${String(block)}.`)
}

async function costOf(workers: number, amount: number): Promise<number> {
  let left = amount
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      // oxlint-disable-next-line no-await-in-loop -- A worker has one create in flight.
      await createAnother()
    }
  }
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: workers }, work))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / amount
}

/** After a warm-up, in which V8 compiles what runs often. */
async function measure(workers: number, amount: number): Promise<number> {
  await costOf(workers, Math.ceil(amount / 2))
  return costOf(workers, amount)
}

const sequential = await measure(1, calls)
const concurrent = await measure(inFlight, calls * 2)
process.stdout.write(`${JSON.stringify({ sequential, inFlight: concurrent })}\n`)
// Some keep connections open.
process.exit()
