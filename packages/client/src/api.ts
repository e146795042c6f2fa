import createClient, { type Client } from 'openapi-fetch'
import type { paths } from './openapi.gen.ts'
import { apiOptionRules, checkConnection, type ApiOptions, type Connection } from './options/connection.ts'
import { readOptions } from './options/configure.ts'
import type { TokenHistory } from './token/history.ts'

/** The contract's paths without the token endpoints, and without the parameters that `createBlockSlotsApi` sets. */
type PresetPaths = {
  [Path in Exclude<keyof paths, '/oauth/token' | '/oauth/locationToken'>]: {
    [Method in keyof paths[Path]]: paths[Path][Method] extends { parameters: { header: infer Header } }
      ? Omit<paths[Path][Method], 'parameters'> & {
          parameters: Omit<paths[Path][Method]['parameters'], 'header'> & { header?: Partial<Header> }
        }
      : paths[Path][Method]
  }
}

/** The typed openapi-fetch client of the contract: `GET`, `POST`, `PUT`, `DELETE`, each giving `{ data, error, response }`. */
export type BlockSlotsApi = Client<PresetPaths>

/** Nothing of a plain call is scrubbed or repeated, so its tokens need not be remembered. */
const forgetful: TokenHistory = { add: () => 0, values: () => [] }

/**
 * Creates the typed openapi-fetch client that `createBlockSlotsClient` is built on, for `{ data, error, response }` instead
 * of results and errors. It sets base URL and headers and nothing else: no checks before sending, no timeout, no retries.
 * Rejects with whatever `fetch` or the token function throws.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used.
 * @example
 * ```ts
 * import { createBlockSlotsApi } from '@block-slots/client'
 *
 * const api = createBlockSlotsApi({ token: process.env.HIGHLEVEL_TOKEN ?? '' })
 * const { data, error, response } = await api.GET('/calendars/{calendarId}', {
 *   params: { path: { calendarId: 'CVokAlI8fgw4WYWoCtQz' } },
 * })
 * console.log(response.status, data?.calendar.calendarType ?? error) // => 200 event
 * ```
 */
export function createBlockSlotsApi(options: ApiOptions): BlockSlotsApi {
  return createApi(checkConnection(readOptions(options, apiOptionRules), forgetful))
}

// oxlint-disable-next-line docs/require-example -- not public
/**
 * Creates the typed client of a connection, with its token.
 *
 * @param Request As in `createTypedFetch`.
 */
export function createApi(connection: Connection, Request?: typeof globalThis.Request): BlockSlotsApi {
  const { baseUrl, fetch, tokens, clock } = connection
  const api = createTypedFetch(connection, Request)
  const { signal } = new AbortController()
  api.use({
    async onRequest({ request }) {
      if (request.headers.has('Authorization')) return
      const { value } = await tokens.get({ baseUrl, fetch, clock, signal, notify: () => {} })
      request.headers.set('Authorization', `Bearer ${value}`)
    },
  })
  return api
}

// oxlint-disable-next-line docs/require-example -- not public
/**
 * Creates the typed client without a token; each request has to bring its own.
 *
 * @param Request The class of its requests. Default: the platform's.
 */
export function createTypedFetch(
  { baseUrl, version, fetch }: Connection,
  Request?: typeof globalThis.Request,
): BlockSlotsApi {
  return createClient<PresetPaths>({
    baseUrl,
    fetch,
    headers: { Version: version },
    ...(Request && { Request }),
  })
}
