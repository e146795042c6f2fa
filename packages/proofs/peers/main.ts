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
import { proofArguments, readCount } from '../arguments.ts'
import { exactly, printFigures, printGrid } from '../table.ts'

// Lets the client and its peers create the same blocks under the same faults.

const wanted = readCount('blocks', proofArguments[0], 2400)

type Row = readonly (number | string)[]

/** Captures what is printed while `work` runs. */
async function captureConsole<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; printed: string }> {
  const methods = ['debug', 'error', 'info', 'log', 'warn'] as const
  const originals = methods.map((method) => console[method])
  let printed = ''
  for (const method of methods)
    console[method] = (...parts: unknown[]) => void (printed += `${parts.map(textOf).join(' ')}\n`)
  try {
    return { result: await work(), printed }
  } finally {
    for (const [index, method] of methods.entries()) console[method] = originals[index] ?? (() => {})
  }
}

const textOf = (part: unknown): string =>
  typeof part === 'string' ? part : inspect(part, { depth: 8, showHidden: true })

/** True when an error holds a token. */
function holdsToken(error: unknown): boolean {
  const texts = [String(error), textOf(error), error instanceof Error ? (error.stack ?? '') : '']
  try {
    texts.push(JSON.stringify(error) ?? '')
  } catch {
    // An error that cannot be serialised exposes nothing.
  }
  return texts.some((text) => showsIn(text, secretPart))
}

/** True when a token that the server echoes in its error message is thrown or printed. */
async function leaksEcho({ open }: Peer): Promise<boolean> {
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
  const { result, printed } = await captureConsole(() => make(block).then(() => false, holdsToken))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  return result || showsIn(printed, secretPart)
}

const scores: { readonly peer: Peer; readonly score: Score }[] = []

async function rowOf(peer: Peer): Promise<Row> {
  const { result: score, printed } = await captureConsole(() => compare(peer, wanted))
  scores.push({ peer, score })
  const leaking = score.errors.filter(holdsToken).length
  const { ok, failed, unknown, missing, duplicates, failedButCreated, okButMissing, posts, seconds } = score
  process.stderr.write(`${peer.name}: ${Math.round(seconds)} s\n`)
  return [
    peer.name,
    ok,
    failed,
    unknown,
    missing,
    duplicates,
    failedButCreated,
    okButMissing,
    posts,
    `${leaking} of ${score.errors.length}${showsIn(printed, secretPart) ? ', and printed' : ''}`,
    (await leaksEcho(peer)) ? 'yes' : 'no',
  ]
}

/** Fifty creates at once with a token that expired a minute ago, or that is rejected before it expires. */
async function refreshes({ HighLevel }: Packages): Promise<Row[]> {
  const rows: Row[] = []
  const [app] = seedState().apps
  const locationId = userBlock.locationId
  for (const isExpired of [true, false]) {
    for (const name of ['@gohighlevel/api-client', '@block-slots/client']) {
      const sandbox = await startSandbox({ oauth: { onReuse: 'revoke' } })
      const accessToken = sandbox.tokenByName('expired')
      const lifeMs = isExpired ? -60_000 : 3_600_000
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
      const { result } = await captureConsole(() =>
        Promise.all(
          Array.from({ length: 50 }, () =>
            make().then(
              () => true,
              () => false,
            ),
          ),
        ),
      )
      const requests = sandbox.audit.filter(
        (entry) => entry.kind === 'request' && entry.operation === 'createAccessToken',
      )
      rows.push([
        name,
        isExpired ? 'expired' : 'rejected an hour before it expires',
        requests.length,
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
  printGrid(
    `${wanted.toLocaleString('en')} blocks in 20 locations, 30 % of all creates hit by one of 12 faults`,
    [
      'peer',
      'reported ok',
      'failed',
      'unknown',
      'missing',
      'duplicates',
      'failed but created',
      'ok but missing',
      'POSTs',
      'errors with the token',
      'echoed token leaks',
    ],
    rows,
  )
  printGrid(
    '50 creates at once, with a token that no longer works',
    ['peer', 'token', 'refreshes', 'failed creates', 'blocks created'],
    await refreshes(packages),
  )
})

const own = scores.filter(({ peer }) => peer.name.startsWith('@block-slots')).map(({ score }) => score)
const sum = (count: (score: Score) => number): number => own.reduce((total, score) => total + count(score), 0)
printFigures('@block-slots/client', [
  exactly(
    'duplicates',
    sum(({ duplicates }) => duplicates),
    0,
  ),
  exactly(
    'reported failed but created',
    sum(({ failedButCreated }) => failedButCreated),
    0,
  ),
  exactly(
    'reported ok but missing',
    sum(({ okButMissing }) => okButMissing),
    0,
  ),
  exactly(
    'errors with the token',
    sum(({ errors }) => errors.filter(holdsToken).length),
    0,
  ),
  exactly('created when error.reconcile and error.retry are used', own.at(-1)?.ok ?? 0, wanted),
])
