import type { Location } from '@block-slots/client'
import type { Session } from '../session.ts'
import { machineZone } from '../time/zone.ts'
import { type Account, resolveAccount } from './account.ts'
import { connect, locationOf, serviceAddress, type SharedFlags } from './connect.ts'
import { lacksScope } from './scope.ts'
import type { Setting } from './setting.ts'
import { type Fact, layOutFacts } from './table.ts'
import { readTokenKind, type TokenKind } from './token-kind.ts'

/** The sub-account as the service knows it, or why it is not known. */
type Read = Partial<Pick<Location, 'name' | 'timezone'>> & { readonly missing?: string }

type Found = {
  readonly account: Account
  readonly location: string
  readonly read: Read
  readonly token: TokenKind
  readonly machine: string
}

/** `block-slots whoami`: prints the account that commands work with, and where each part of it was given. Never the token. */
export async function whoami(flags: SharedFlags, session: Session): Promise<void> {
  const account = await resolveAccount(flags, session)
  const location = await locationOf(flags, session)
  const client = await connect(flags, session)
  const token = readTokenKind(await account.readToken())
  const read = await readLocation(() => client.location(location, { signal: session.signal }))
  const found = { account, location, read, token, machine: machineZone(session) || 'unknown' }
  if (flags.json) await session.print({ json: toJson(found), indent: 2 })
  else await session.print(...layOutFacts(listFacts(found), session.columns))
}

/** Reads the sub-account. Without the scope for it, the rest is printed all the same. */
async function readLocation(read: () => Promise<Location>): Promise<Read> {
  try {
    return await read()
  } catch (error) {
    if (!lacksScope(error)) throw error
    return { missing: 'unknown, since the token does not have the scope locations.readonly' }
  }
}

function listFacts({ account, location, read, token, machine }: Found): readonly Fact[] {
  const { missing } = read
  const facts: readonly (Fact | undefined)[] = [
    ['Sub-account', missing ?? read.name ?? 'without a name'],
    ['Id', withOrigin({ value: location, origin: account.location?.origin ?? '' })],
    ['Time zone', read.timezone ?? (missing === undefined ? 'not set' : 'unknown')],
    ['Wall clocks', withOrigin(account.zone ?? { value: machine, origin: 'the zone of this machine' })],
    ['Token', withOrigin({ value: describeToken(token), origin: account.tokenOrigin ?? '' })],
    ['Scopes', token.scopes?.join(', ') ?? 'not in the token; to try them: block-slots doctor'],
    account.baseUrl && account.baseUrl.value !== serviceAddress
      ? ['Service', withOrigin(account.baseUrl)]
      : undefined,
    account.profile && ['Profile', withOrigin(account.profile)],
  ]
  return facts.filter((fact) => fact !== undefined)
}

const withOrigin = ({ value, origin }: Setting): string => `${value} (${origin})`

const userTypes = {
  Location: 'of the sub-account',
  Company: 'of the agency, which may not block time',
} as const

/** Describes a token, never its value. */
function describeToken({ kind, userType, expiresAt }: TokenKind): string {
  const type = userType === undefined ? '' : ` ${userTypes[userType]}`
  const end = expiresAt === undefined ? '' : `, until ${new Date(expiresAt).toISOString().slice(0, 16)}Z`
  return `${kind}${type}${end}`
}

const toJson = ({ account, location, read, token, machine }: Found): unknown => ({
  location: { id: location, name: read.name, timeZone: read.timezone, origin: account.location?.origin },
  zone: account.zone ?? { value: machine, origin: 'machine' },
  token: {
    ...token,
    ...(token.expiresAt !== undefined && { expiresAt: new Date(token.expiresAt).toISOString() }),
    origin: account.tokenOrigin,
  },
  baseUrl: account.baseUrl ?? { value: serviceAddress, origin: 'default' },
  profile: account.profile,
})
