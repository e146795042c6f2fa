import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/index.ts'
import { env, messageOf, token, valid, writeFolder } from '../support/config.ts'

type Received = { readonly url: string; readonly authorization: string | null; readonly body: string }

/** A service that issues tokens and has no blocks, and what it has received. */
function createService() {
  const received: Received[] = []
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, host } = new URL(request.url)
    received.push({
      url: `${host}${pathname}`,
      authorization: request.headers.get('authorization'),
      body: await request.text(),
    })
    return pathname.startsWith('/oauth')
      ? Response.json({
          access_token: 'issued-for-york',
          expires_in: 86_400,
          token_type: 'Bearer',
          locationId: 'locYork',
        })
      : Response.json({ events: [] })
  }
  return { received, fetch }
}

const query = { userId: 'userAnna000000000000', startTime: 0, endTime: 86_400_000 }

describe('clients of a configuration', () => {
  test('have the token of their sub-account, and the options that are given', async () => {
    const { received, fetch } = createService()
    const cwd = await writeFolder({ 'block-slots.yaml': valid })
    const events: string[] = []
    const { clientOf } = await loadConfig({
      cwd,
      env,
      clientOptions: {
        fetch,
        baseUrl: 'https://sandbox.example',
        limiter: false,
        onEvent: ({ type }) => events.push(type),
      },
    })
    expect(received).toEqual([])
    await clientOf('C2QujeCh8ZnC7al2InWR').list({ locationId: 'C2QujeCh8ZnC7al2InWR', ...query })
    expect(received).toEqual([
      { url: 'sandbox.example/calendars/blocked-slots', authorization: `Bearer ${token}`, body: '' },
    ])
    expect(events).toContain('attempt')
  })

  const agency = `version: 1
zone: Europe/Berlin
window: { days: 30 }
agency: { company: companyNorth, token: env:AGENCY }
locations:
  berlin: { id: locBerlin, token: env:BERLIN, owners: { anna: { user: userAnna000000000000 } } }
  "new york": { id: locYork, owners: { anna: { user: userAnna000000000000 } } }
sources: {}
`

  test('have a token that is issued by means of the agency, where they have none of their own', async () => {
    const { received, fetch } = createService()
    const cwd = await writeFolder({ 'block-slots.yaml': agency })
    const loaded = await loadConfig({
      cwd,
      env: { AGENCY: 'agency-token', BERLIN: 'berlin-token' },
      clientOptions: { fetch, limiter: false },
    })
    await loaded.clientOf('locBerlin').list({ locationId: 'locBerlin', ...query })
    await loaded.clientOf('locYork').list({ locationId: 'locYork', ...query })
    expect(received.map(({ authorization }) => authorization)).toEqual([
      'Bearer berlin-token',
      'Bearer agency-token',
      'Bearer issued-for-york',
    ])
    expect(received[1]?.body).toBe('companyId=companyNorth&locationId=locYork')
    expect(loaded.secrets()).toEqual(['agency-token', 'berlin-token'])
  })

  test('exist for the sub-accounts of the configuration alone', async () => {
    const cwd = await writeFolder({ 'block-slots.yaml': valid })
    const { clientOf } = await loadConfig({ cwd, env })
    expect(await messageOf(Promise.resolve().then(() => clientOf('toString')))).toBe(
      'sync: Expected the id of a sub-account of the configuration and got another one.',
    )
  })
})
