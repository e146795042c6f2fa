import { readConnection, type ApiOptions } from './options/connection.ts'
import { createTypedFetch, type BlockSlotsApi } from './plain.ts'

/**
 * Makes the typed openapi-fetch client underneath: base URL and headers are set, nothing else. For whoever wants
 * `{ data, error, response }`. It checks nothing before sending, has no deadline, and rejects with whatever `fetch` or the
 * token function throws.
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
  const connection = readConnection(options)
  const { baseUrl, fetch, Request = globalThis.Request, tokens, clock } = connection
  const api = createTypedFetch(connection)
  const { signal } = new AbortController()
  api.use({
    async onRequest({ request }) {
      if (request.headers.has('Authorization')) return
      const { value } = await tokens.get({ baseUrl, fetch, Request, clock, signal, notify: () => {} })
      request.headers.set('Authorization', `Bearer ${value}`)
    },
  })
  return api
}
