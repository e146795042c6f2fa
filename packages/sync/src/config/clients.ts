import {
  type BlockSlotsClient,
  type ClientOptions,
  createBlockSlotsClient,
  locationToken,
  secret,
  type TokenSource,
} from '@block-slots/client'
import { syncError } from '../error.ts'
import type { Config } from './config.ts'
import { secretKey, type Secrets } from './resolve.ts'

/** Options of every client, such as `baseUrl`, `limiter` and `onEvent`. */
export type ConfigClientOptions = Partial<Omit<ClientOptions, 'token' | 'locationId'>>

/** Creates the function that creates a client for a sub-account of the configuration. */
export function createClients(
  config: Config,
  secrets: Secrets,
  options: ConfigClientOptions,
): (locationId: string) => BlockSlotsClient {
  const tokens = new Map(listTokens(config, secrets))
  return (locationId) => {
    const token = tokens.get(locationId)
    if (token === undefined) {
      throw syncError(
        'invalid-input',
        'Expected the id of a sub-account of the configuration and got another one.',
      )
    }
    return createBlockSlotsClient({ ...options, token: token(), locationId })
  }
}

/** Lists the sub-accounts, each with a function that creates the source of its tokens. */
function listTokens(config: Config, secrets: Secrets): [string, () => TokenSource][] {
  const { agency, location, locations = {} } = config
  const tokenOf = (locationId: string, own: string | undefined) => (): TokenSource => {
    if (own !== undefined || agency === undefined) return secret(own ?? '')
    const agencyToken = secret(secrets.get(secretKey('agency', 'token')) ?? '')
    return locationToken({ companyId: agency.company, locationId, agency: agencyToken })
  }
  const tokens = Object.entries(locations).map(([name, { id }]): [string, () => TokenSource] => [
    id,
    tokenOf(id, secrets.get(secretKey('locations', name, 'token'))),
  ])
  return location === undefined
    ? tokens
    : [[location, tokenOf(location, secrets.get(secretKey('token')))], ...tokens]
}
