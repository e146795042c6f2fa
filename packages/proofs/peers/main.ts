import { createServer } from 'node:http'
import { inspect } from 'node:util'
import { seedState, startSandbox } from '@block-slots/sandbox'
import { createBlockSlotsClient, memoryStore, refreshingToken } from '@block-slots/client/src/index.ts'
import { installed, withPackages, type Packages } from './installed.ts'
import {
  compare,
  fastClock,
  recoveringClientPeer,
  policies,
  secretPart,
  type Peer,
  type Score,
  type PeerBlock,
} from './peer.ts'
import { showsIn } from '@block-slots/client/test/support/scan.ts'
import { userBlock } from '@block-slots/client/test/support/service.ts'
import { held, table, type Row } from '../table.ts'

// Lets ours and what people use instead make the same blocks against the same faults, and prints a table of what came of it.
// The number of blocks can be given: node tool/peers.ts 600

const wanted = Number(process.argv[2] ?? 2400)
const say = (text: string): unknown => process.stdout.write(`${text}\n`)

/** Keeps what is printed while something runs. */
async function printing<Result>(work: () => Promise<Result>): Promise<{ result: Result; printed: string }> {
  const ways = ['debug', 'error', 'info', 'log', 'warn'] as const
  const real = ways.map((way) => console[way])
  let printed = ''
  for (const way of ways)
    console[way] = (...parts: unknown[]) => void (printed += `${parts.map(shown).join(' ')}\n`)
  try {
    return { result: await work(), printed }
  } finally {
    for (const [index, way] of ways.entries()) console[way] = real[index] ?? (() => {})
  }
}

const shown = (part: unknown): string =>
  typeof part === 'string' ? part : inspect(part, { depth: 8, showHidden: true })

/** Whether a token shows in what was thrown. */
function gives(error: unknown): boolean {
  const texts = [String(error), shown(error), error instanceof Error ? (error.stack ?? '') : '']
  try {
    texts.push(JSON.stringify(error) ?? '')
  } catch {
    // What cannot be written gives nothing away.
  }
  return texts.some((text) => showsIn(text, secretPart))
}

/** Whether a token gets out when the server repeats it as it refuses. */
async function echoes({ open }: Peer): Promise<boolean> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(422, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: `no: ${request.headers.authorization}` }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const block: PeerBlock = {
    calendarId: 'c',
    locationId: 'l',
    title: 't',
    startTime: '2027-01-01T00:00:00Z',
    endTime: '2027-01-01T01:00:00Z',
  }
  const url = `http://127.0.0.1:${port}`
  const make = open({ url, tokenOf: () => `token-${secretPart}`, clock: fastClock(), fetch })
  const { result, printed } = await printing(() => make(block).then(() => false, gives))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  return result || showsIn(printed, secretPart)
}

const scores: { readonly peer: Peer; readonly score: Score }[] = []

async function rowOf(peer: Peer): Promise<Row> {
  const { result: score, printed } = await printing(() => compare(peer, wanted))
  scores.push({ peer, score })
  const leaky = score.errors.filter(gives).length
  const { ok, failed, unknown, missing, duplicates, failedButCreated: failedButThere, posts, seconds } = score
  process.stderr.write(`${peer.name}: ${Math.round(seconds)} s, told ok but missing: ${score.okButMissing}\n`)
  return [
    peer.name,
    ok,
    failed,
    unknown,
    missing,
    duplicates,
    failedButThere,
    posts,
    `${leaky} of ${score.errors.length}${showsIn(printed, secretPart) ? ', and printed' : ''}`,
    (await echoes(peer)) ? 'yes' : 'no',
  ]
}

/** How fifty creates at once fare when the token has expired a minute ago, or is refused although it has life left. */
async function refreshes({ HighLevel }: Packages): Promise<Row[]> {
  const rows: Row[] = []
  const [app] = seedState().apps
  const locationId = userBlock.locationId
  for (const known of [true, false]) {
    for (const name of ['@gohighlevel/api-client', '@block-slots/client']) {
      const sandbox = await startSandbox({ oauth: { onReuse: 'revoke' } })
      const accessToken = sandbox.tokenByName('expired')
      const lifeMs = known ? -60_000 : 3_600_000
      const refreshToken = 'sandbox-refresh-token'
      const credentials = { clientId: app?.clientId ?? '', clientSecret: app?.clientSecret ?? '' }
      let make: () => Promise<unknown>
      if (name === '@block-slots/client') {
        const store = memoryStore()
        const issuedAt = Date.now() - 82_000_000
        const grant = {
          generation: 1,
          accessToken,
          refreshToken,
          issuedAt,
          expiresAt: Date.now() + lifeMs,
          locationId,
        }
        await store.write(credentials.clientId, grant, 0)
        const token = refreshingToken({ ...credentials, store })
        const client = createBlockSlotsClient({ token, baseUrl: sandbox.url })
        make = () => client.create(userBlock)
      } else {
        HighLevel.BASE_URL = sandbox.url
        const sdk = new HighLevel({ ...credentials, logLevel: 'error' })
        const session = {
          access_token: accessToken,
          refresh_token: refreshToken,
          userType: 'Location',
          locationId,
        }
        await sdk.getSessionStorage().setSession(locationId, { ...session, expires_in: lifeMs / 1000 })
        make = () => sdk.calendars.createBlockSlot(userBlock, { timeout: 30_000 })
      }
      const { result } = await printing(() =>
        Promise.all(
          Array.from({ length: 50 }, () =>
            make().then(
              () => true,
              () => false,
            ),
          ),
        ),
      )
      const asked = sandbox.audit.filter(
        (entry) => entry.kind === 'request' && entry.operation === 'createAccessToken',
      )
      rows.push([
        name,
        known ? 'expired, as everybody knows' : 'refused, with an hour of life left',
        asked.length,
        result.filter((ok) => !ok).length,
        sandbox.blocks().length,
      ])
      await sandbox.close()
    }
  }
  return rows
}

await withPackages(async (packages) => {
  const rows: Row[] = []
  for (const peer of [...installed(packages), ...policies, recoveringClientPeer]) rows.push(await rowOf(peer))
  say(
    `${wanted.toLocaleString('en')} wanted blocks in 20 locations, 30 % of all creates hit by one of 12 faults:\n`,
  )
  table(
    [
      '',
      'told ok',
      'told failed',
      'told unknown',
      'missing',
      'duplicates',
      '"failed" but there',
      'POSTs',
      'errors with the token',
      'token in an echo',
    ],
    rows,
  )
  say('50 creates at once, with a token that no longer works:\n')
  table(['', 'the token is', 'refreshes', 'failed creates', 'blocks made'], await refreshes(packages))
})

const mine = scores.filter(({ peer }) => peer.name.startsWith('@block-slots'))
const right = mine.every(
  ({ score }) =>
    score.duplicates + score.failedButCreated + score.okButMissing === 0 && !score.errors.some(gives),
)
const all = mine.at(-1)?.score.ok === wanted
say(
  `no duplicate, nothing told wrongly, no token shown by ours: ${held(right)}; all there where its errors are heeded: ${held(all)}`,
)
