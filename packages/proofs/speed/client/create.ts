import { Agent, request as requestOverHttp } from 'node:http'
import createFetchClient from 'openapi-fetch'
import {
  createBlockSlotsApi,
  createBlockSlotsClient,
  localLimiter,
  type ClientOptions,
  type paths,
} from '@block-slots/client/src/index.ts'
import { nodeTransport } from '@block-slots/client/src/node/index.ts'
import { call, construct, loadPeer, member, peersFolder } from './peers.ts'

/** One way to create a block. `run` does it once and returns the id. */
export type Creator = {
  readonly name: string
  readonly budget?: number
  readonly run: () => Promise<unknown>
}

const block = {
  calendarId: 'CVokAlI8fgw4WYWoCtQz',
  locationId: 'C2QujeCh8ZnC7al2InWR',
  title: 'Test Event',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
}
const path = '/calendars/events/block-slots'
const headers = {
  'content-type': 'application/json',
  Version: '2021-04-15',
  Authorization: 'Bearer pit-token',
}

/** The limiter counts as usual but never waits. */
const everything: Partial<ClientOptions> = { limiter: localLimiter({ max: 1e9 }) }

let created = 0
/** A different block for each call, because equal ones wait for each other. */
const another = (): typeof block => ({ ...block, title: `Test Event ${(created += 1)}` })

/** Every way that is compared; costs are ratios to the first. */
export async function creators(baseUrl: string): Promise<Creator[]> {
  const transport = nodeTransport()
  const options = { token: 'pit-token', baseUrl }
  const raw = createFetchClient<paths>({ baseUrl, headers: { Authorization: 'Bearer pit-token' } })
  const api = createBlockSlotsApi(options)
  const client = createBlockSlotsClient({ ...options, ...everything })
  const apiOverNode = createBlockSlotsApi({ ...options, ...transport })
  const clientOverNode = createBlockSlotsClient({ ...options, ...everything, ...transport })
  const url = baseUrl + path
  const init = { method: 'POST', headers, body: JSON.stringify(block) }
  const params = { header: { Version: '2021-04-15' as const } }
  return [
    { name: 'native `fetch`', run: async () => member(await (await fetch(url, init)).json(), 'id') },
    {
      name: 'openapi-fetch',
      run: async () => (await raw.POST(path, { params, body: block })).data?.id,
    },
    {
      name: '`createBlockSlotsApi`',
      run: async () => (await api.POST(path, { body: block })).data?.id,
    },
    {
      name: '**`createBlockSlotsClient`**, every part on',
      budget: 1.45,
      run: async () => (await client.create(another())).id,
    },
    {
      name: '`createBlockSlotsApi` over `nodeTransport`',
      run: async () => (await apiOverNode.POST(path, { body: block })).data?.id,
    },
    {
      name: '**`createBlockSlotsClient` over `nodeTransport`**, every part on',
      budget: 0.5,
      run: async () => (await clientOverNode.create(another())).id,
    },
    {
      name: '`nodeTransport` alone',
      run: async () => member(await (await transport.fetch(new transport.Request(url, init))).json(), 'id'),
    },
    { name: '`node:http`, nothing around it', run: overHttp(new URL(url), init.body) },
    ...(await peers(url, init.body)),
  ]
}

function overHttp(url: URL, body: string): () => Promise<unknown> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 })
  const given = { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }
  return () =>
    new Promise((resolve, reject) => {
      const request = requestOverHttp(url, given, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part) => (text += part))
        response.on('end', () => resolve(member(JSON.parse(text), 'id')))
      })
      request.on('error', reject).end(body)
    })
}

async function peers(url: string, body: string): Promise<Creator[]> {
  const folder = peersFolder()
  const load = (name: string): Promise<unknown> => loadPeer(folder, name)
  const undici = await load('undici')
  const ky = member(await load('ky'), 'default')
  const got = member(await load('got'), 'default')
  const axios = member(await load('axios'), 'default')
  const sdk = await load('@gohighlevel/api-client')
  const highLevel = member(sdk, 'HighLevel')
  if (typeof highLevel === 'function') Reflect.set(highLevel, 'BASE_URL', new URL(url).origin)
  const config = { privateIntegrationToken: 'pit-token', logLevel: 'none' }
  const calendars = member(construct(sdk, 'HighLevel', config), 'calendars')
  const dispatcher = construct(undici, 'Agent', { connections: 128 })
  const given = { method: 'POST', headers, body }
  return [
    {
      name: 'undici.request, nothing around it',
      run: async () => {
        const response = await call(undici, 'request', url, { ...given, dispatcher })
        return member(await call(member(response, 'body'), 'json'), 'id')
      },
    },
    {
      name: 'ky',
      run: async () => member(await call(call(ky, 'post', url, { headers, body }), 'json'), 'id'),
    },
    {
      name: 'got',
      run: async () => member(await call(call(got, 'post', url, { headers, body }), 'json'), 'id'),
    },
    {
      name: 'axios',
      run: async () => member(member(await call(axios, 'post', url, block, { headers }), 'data'), 'id'),
    },
    {
      name: '@gohighlevel/api-client',
      run: async () => member(await call(calendars, 'createBlockSlot', block), 'id'),
    },
  ]
}
