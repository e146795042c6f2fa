import type { BlockSlotsError } from '../error.ts'
import { askForToken, fail, type Ask, type Issued, type Line, type Reply } from './endpoint.ts'
import { fingerprint, type ServiceTime } from './expiry.ts'
import { isGrant, storeUnavailable, type TokenRecord, type TokenStore } from './store.ts'

/** What a person supplied to begin with: a code, or a refresh token. */
export type Seed = { readonly grant: 'authorization_code' | 'refresh_token'; readonly value: string }

/** What all renewals of one provider share. */
export type Renewals = {
  readonly store: TokenStore
  readonly key: string
  readonly time: ServiceTime
  readonly seed: Seed | undefined
  readonly formOf: (seed: Seed) => Ask['form']
  readonly secrets: () => readonly string[]
  /** The generation that was written last here, so that our own marker is told from that of others. */
  marked: number
  /** A pair that was issued and could not be stored yet, with the refresh token that was stored before it. */
  unsaved: { readonly grant: TokenRecord; readonly before: string | undefined } | undefined
  /** What the service said does not work any more, not to be sent again before that moment of the clock. */
  dead: { readonly value: string; readonly untilMs: number; readonly error: BlockSlotsError } | undefined
}

/** What errors call it. */
const called = 'createAccessToken'

/** What a renewal ends with. */
export type Renewed = {
  readonly grant: TokenRecord
  /** Whether the tokens are fresh from the service. */
  readonly fresh: boolean
}

/** Why a token is renewed: whether a stored one will do, and whether this is because the service refused one. */
export type Wish = { readonly willDo: (grant: TokenRecord) => boolean; readonly refused: boolean }

/** As often as a lost answer is asked for again, and the pauses before. Servers with a grace answer the same pair. */
const pausesMs = [250, 1_000] as const
/** The shortest grace that is known of servers which have one. */
const graceMs = 10_000
/** A renewal by another process without a lock is waited for as long as it can take. */
const busyMs = 35_000
/** A refusal renews a token at most this often, whoever is refused. */
export const refusalPauseMs = 60_000
/** A token that is dead is tried again after this while: the service may have been wrong, and it cannot get worse. */
const deadMs = 300_000
/** Codes and refresh tokens of a person that are remembered as used. */
const mostSeeds = 8
/** Rounds of reading and finding that somebody else wrote; a store that always says so is broken. */
const mostRounds = 300

/** Reads what is stored, and refuses to go on with anything that is no grant. */
async function readGrant({ store, key, secrets }: Renewals): Promise<TokenRecord | undefined> {
  const grant: unknown = await store.read(key).catch((cause: unknown) => {
    throw storeUnavailable('cannot be read.', cause, secrets())
  })
  if (grant === undefined || isGrant(grant)) return grant
  throw storeUnavailable('holds something that is no grant; it is left as it is.')
}

async function writeGrant({ store, key, secrets }: Renewals, grant: TokenRecord): Promise<boolean> {
  return store.write(key, grant, grant.generation - 1).catch((cause: unknown) => {
    throw storeUnavailable('cannot be written.', cause, secrets())
  })
}

/**
 * Renews what is stored, unless somebody else does or did: marks the store, sends the refresh token, and gives the new
 * pair only when it is stored.
 */
export async function renewGrant(
  renewals: Renewals,
  line: Line,
  wish: Wish,
  signal: AbortSignal,
): Promise<Renewed> {
  const { store, key, secrets } = renewals
  // Most that come late find what they need without the lock.
  const early = await look(renewals, line, wish, signal)
  if (early.done !== undefined) return early.done
  const release = await store.lock?.(key, signal).catch((cause: unknown) => {
    throw storeUnavailable('cannot be locked.', cause, secrets())
  })
  try {
    let seeded = false
    for (let round = 0; round < mostRounds; round++) {
      const { stored, done } = await look(renewals, line, wish, signal)
      if (done !== undefined) return done
      if (await isBusy(renewals, line, stored, signal)) continue
      const next = await renewOnce(renewals, line, { wish, stored, seeded }, signal)
      if (typeof next === 'object') return next
      seeded = next === 'seed'
    }
    throw storeUnavailable('changes without end.')
  } finally {
    // The renewal is done, whatever becomes of the lock.
    await release?.().catch(() => {})
  }
}

type Sight = { readonly stored: TokenRecord | undefined; readonly done: Renewed | undefined }

/** Looks whether what is stored will do, after storing what could not be stored before. */
async function look(renewals: Renewals, line: Line, wish: Wish, signal: AbortSignal): Promise<Sight> {
  const { unsaved, time } = renewals
  if (unsaved !== undefined) await save(renewals, line, unsaved, signal)
  const stored = await readGrant(renewals)
  if (stored === undefined) return { stored, done: undefined }
  const sinceMs = line.clock.now() + time.offsetMs() - (stored.renewedAt ?? Number.NEGATIVE_INFINITY)
  const tooEarly = wish.refused && sinceMs >= 0 && sinceMs < refusalPauseMs
  return { stored, done: tooEarly || wish.willDo(stored) ? { grant: stored, fresh: false } : undefined }
}

/** Without a lock, the marker of another process is waited for as long as its request can take. */
async function isBusy(
  { store, marked, time }: Renewals,
  { clock }: Line,
  stored: TokenRecord | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (store.lock !== undefined || stored?.refreshStartedAt === undefined) return false
  const sinceMs = clock.now() + time.offsetMs() - stored.refreshStartedAt
  if (stored.generation === marked || Math.abs(sinceMs) > busyMs) return false
  await clock.sleep(250, signal)
  return true
}

/**
 * One attempt. Gives what to do next when it has no tokens: read the store `again`, which somebody else wrote to, or take
 * the `seed`, since what is stored is dead.
 */
async function renewOnce(
  renewals: Renewals,
  line: Line,
  { wish, stored, seeded }: { wish: Wish; stored: TokenRecord | undefined; seeded: boolean },
  signal: AbortSignal,
): Promise<Renewed | 'again' | 'seed'> {
  const { time, dead } = renewals
  const { clock } = line
  const used = (seeded ? undefined : seedOf(stored)) ?? freshSeed(renewals, stored)
  if (used === undefined) throw nothingLeft(renewals)
  if (used.value === dead?.value && clock.now() < dead.untilMs) {
    if (seeded || nextSeed(renewals, stored, used) === undefined) throw dead.error
    return 'seed'
  }
  const now = clock.now() + time.offsetMs()
  const marked: TokenRecord = {
    ...stored,
    generation: (stored?.generation ?? 0) + 1,
    refreshStartedAt: now,
    ...(wish.refused ? { renewedAt: now } : {}),
    ...(used.grant === 'refresh_token' ? { refreshToken: used.value } : {}),
  }
  if (!(await writeGrant(renewals, marked))) return 'again'
  renewals.marked = marked.generation
  const reply = await ask(renewals, line, used, signal)
  if (reply.kind === 'issued') {
    const supplied = used.value === renewals.seed?.value
    const grant = grantOf(reply, supplied ? withSeed(marked, used) : marked, time)
    const saved = await save(renewals, line, { grant, before: marked.refreshToken }, signal)
    return { grant: saved, fresh: saved.accessToken === grant.accessToken }
  }
  if (reply.kind !== 'dead') throw reply.error
  renewals.dead = { value: used.value, untilMs: clock.now() + deadMs, error: reply.error }
  // Somebody else may have used it, or a person may have supplied another.
  const after = await readGrant(renewals)
  if (after !== undefined && after.generation !== marked.generation) return 'again'
  if (nextSeed(renewals, after, used) === undefined) throw reply.error
  return 'seed'
}

const seedOf = (stored: TokenRecord | undefined): Seed | undefined =>
  stored?.refreshToken === undefined ? undefined : { grant: 'refresh_token', value: stored.refreshToken }

const nameOf = ({ value }: Seed): string => fingerprint(value).toString(16)

const withSeed = (grant: TokenRecord, seed: Seed): TokenRecord => ({
  ...grant,
  usedGrants: [...(grant.usedGrants ?? []).filter((name) => name !== nameOf(seed)), nameOf(seed)].slice(
    -mostSeeds,
  ),
})

/** What a person supplied, unless it was used up before. */
function freshSeed({ seed }: Renewals, stored: TokenRecord | undefined): Seed | undefined {
  return seed === undefined || stored?.usedGrants?.includes(nameOf(seed)) === true ? undefined : seed
}

/** The same, for one that is not the one that was just found dead. */
function nextSeed(renewals: Renewals, stored: TokenRecord | undefined, used: Seed): Seed | undefined {
  const seed = freshSeed(renewals, stored)
  return seed?.value === used.value ? undefined : seed
}

/** Asks, and asks for a lost answer again with the same token, as long as servers are known to repeat it. */
async function ask(
  { formOf, secrets, time }: Renewals,
  line: Line,
  seed: Seed,
  signal: AbortSignal,
): Promise<Reply> {
  const startedMs = line.clock.now()
  for (let again = 0; ; again++) {
    const hidden = [...secrets(), seed.value]
    const reply = await askForToken(line, {
      name: called,
      path: '/oauth/token',
      form: formOf(seed),
      signal,
      secrets: hidden,
    })
    time.learn(reply.date, reply.sentMs, reply.endedMs)
    if (reply.kind !== 'lost') return reply
    const pauseMs = Math.max(pausesMs[again] ?? Infinity, (reply.error.retryAt ?? 0) - reply.endedMs)
    const late = reply.endedMs + pauseMs - startedMs > graceMs
    if (late || signal.aborted) return reply
    await line.clock.sleep(pauseMs, signal)
  }
}

/** What is to be stored of an answer: moments in the service's time, and the old refresh token if there is no new one. */
function grantOf(
  { issued, sentMs }: { readonly issued: Issued; readonly sentMs: number },
  marked: TokenRecord,
  time: ServiceTime,
): TokenRecord {
  // oxlint-disable-next-line no-unused-vars -- This is how a field is left out.
  const { refreshStartedAt, ...kept } = marked
  const { accessToken, refreshToken = marked.refreshToken, lifeMs, locationId, companyId } = issued
  const issuedAt = Math.floor(sentMs + time.offsetMs())
  const optional = { refreshToken, locationId, companyId }
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  return {
    ...kept,
    generation: marked.generation + 1,
    accessToken,
    issuedAt,
    expiresAt: issuedAt + lifeMs,
    ...known,
  }
}

/** Stores a new pair, and gives what is stored then: that of somebody else, if another one came after what was used. */
async function save(
  renewals: Renewals,
  { clock }: Line,
  { grant: issued, before }: NonNullable<Renewals['unsaved']>,
  signal: AbortSignal,
): Promise<TokenRecord> {
  renewals.unsaved = { grant: issued, before }
  let grant = issued
  let again = 0
  for (let round = 0; round < mostRounds; round++) {
    try {
      if (await writeGrant(renewals, grant)) {
        renewals.unsaved = undefined
        renewals.marked = grant.generation
        return grant
      }
    } catch (error) {
      // Until it is stored, this process alone has it: try harder than elsewhere.
      const pauseMs = pausesMs[again++]
      if (pauseMs === undefined) throw error
      await clock.sleep(pauseMs, signal)
    }
    const stored = await readGrant(renewals)
    // Theirs came after ours, or is ours: a write may fail after it was done.
    if (stored?.accessToken !== undefined && stored.refreshToken !== before) {
      renewals.unsaved = undefined
      return stored
    }
    grant = { ...grant, generation: (stored?.generation ?? 0) + 1 }
  }
  throw storeUnavailable('changes without end.')
}

function nothingLeft({ secrets, key }: Renewals): BlockSlotsError {
  return fail(
    { name: called, secrets: secrets() },
    { code: 'reauthorization-required', applied: 'no', retry: 'never' },
    {
      message: `the store has no refresh token under "${key}", and none was given`,
      hint: 'Install the app and pass its code or refresh token, or use the store and key that it was saved with.',
    },
  )
}
