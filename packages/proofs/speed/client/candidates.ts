import { createPath, type ProgramParts } from './program.ts'

/** One way to create a block, and what it needs. */
export type Candidate = ProgramParts & {
  readonly name: string
  /** npm packages that it needs at run time. The first one gives the version. */
  readonly packages?: readonly string[]
  /** Packages that write `generated/` from the contract, and their command. The first one gives the version. */
  readonly generator?: Generator
  readonly isOurs?: true
}

/** A program of a package that writes a client from an OpenAPI document. */
export type Generator = {
  readonly packages: readonly string[]
  readonly command: string
  readonly args: (document: string, folder: string) => readonly string[]
}

/** The package that is measured. It is packed from the workspace, and installed from the tarball. */
export const ownPackage = '@block-slots/client'

/** Name of the way that the costs of the others are ratios to. */
export const baseName = 'native fetch'

const rawSetup = `const url = baseUrl + '${createPath}'
  const headers = { Authorization: 'Bearer pit-token', Version: '2021-04-15', 'Content-Type': 'application/json' }`

/** Counts as usual and never waits: responses can lower a limit, not raise it. */
const limiter = 'limiter: localLimiter({ max: 1e9 })'

/** A client with options beyond its token and address, on a transport of its own entry if there is one. */
const ownClient = (name: string, options: readonly string[], transport?: 'undici'): Candidate => ({
  name,
  isOurs: true,
  packages: transport === undefined ? [ownPackage] : [ownPackage, transport],
  imports: [
    `import { createBlockSlotsClient, localLimiter } from '${ownPackage}'`,
    ...(transport === undefined ? [] : [`import { undiciTransport } from '${ownPackage}/undici'`]),
  ].join('\n'),
  setup: `const client = createBlockSlotsClient({ ${["token: 'pit-token'", 'baseUrl', ...options].join(', ')} })`,
  create: (body) => `client.create(${body})`,
})

/** Every way that is compared, in the order of the table. */
export const candidates: readonly Candidate[] = [
  {
    name: baseName,
    setup: rawSetup,
    create: (body) => `(await fetch(url, { method: 'POST', headers, body: JSON.stringify(${body}) })).json()`,
  },
  {
    name: 'node:http',
    imports: `import { Agent, request } from 'node:http'`,
    setup: `${rawSetup}
  const agent = new Agent({ keepAlive: true, maxSockets: 128 })
  const send = (body: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const length = { 'content-length': Buffer.byteLength(body) }
      const sent = request(url, { method: 'POST', agent, headers: { ...headers, ...length } }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part) => (text += part))
        response.on('end', () => resolve(JSON.parse(text)))
      })
      sent.on('error', reject).end(body)
    })`,
    create: (body) => `send(JSON.stringify(${body}))`,
  },
  {
    name: 'undici.request',
    packages: ['undici'],
    imports: `import { Agent, request } from 'undici'`,
    setup: `${rawSetup}
  const dispatcher = new Agent({ connections: 128 })`,
    create: (body) =>
      `(await request(url, { method: 'POST', headers, dispatcher, body: JSON.stringify(${body}) })).body.json()`,
  },
  {
    name: 'undici.dispatch',
    packages: ['undici'],
    imports: `import { Agent } from 'undici'`,
    setup: `${rawSetup}
  const dispatcher = new Agent({ connections: 128 })
  const options = { origin: baseUrl, path: '${createPath}', method: 'POST', headers } as const
  const send = (body: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const parts: Buffer[] = []
      dispatcher.dispatch({ ...options, body }, {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData: (_, part) => void parts.push(part),
        onResponseEnd: () => resolve(JSON.parse(Buffer.concat(parts).toString())),
        onResponseError: (_, error) => reject(error),
      })
    })`,
    create: (body) => `send(JSON.stringify(${body}))`,
  },
  {
    name: 'openapi-fetch',
    packages: ['openapi-fetch'],
    generator: {
      packages: ['openapi-typescript'],
      command: 'openapi-typescript',
      args: (document, folder) => [document, '--output', `${folder}/paths.ts`],
    },
    imports: `import createClient from 'openapi-fetch'
import type { paths } from './generated/paths'`,
    setup: `const api = createClient<paths>({ baseUrl, headers: { Authorization: 'Bearer pit-token' } })
  const params = { header: { Version: '2021-04-15' } } as const`,
    create: (body) => `(await api.POST('${createPath}', { params, body: ${body} })).data`,
  },
  {
    name: 'hey-api',
    generator: {
      // It needs the compiler of TypeScript 5, and asks for any version above it.
      packages: ['@hey-api/openapi-ts', 'typescript@5'],
      command: 'openapi-ts',
      args: (document, folder) => ['--input', document, '--output', folder],
    },
    imports: `import { createBlockSlot } from './generated/sdk.gen'
import { client } from './generated/client.gen'`,
    setup: `client.setConfig({ baseUrl, auth: 'pit-token' })
  const headers = { Version: '2021-04-15' } as const`,
    create: (body) => `(await createBlockSlot({ headers, body: ${body} })).data`,
  },
  {
    name: 'swagger-typescript-api',
    generator: {
      packages: ['swagger-typescript-api'],
      command: 'swagger-typescript-api',
      args: (document, folder) => ['generate', '--path', document, '--output', folder, '--name', 'api.ts'],
    },
    imports: `import { Api } from './generated/api'`,
    setup: `const headers = { Authorization: 'Bearer pit-token', Version: '2021-04-15' }
  const { calendars } = new Api({ baseUrl, baseApiParams: { headers, format: 'json' } })`,
    create: (body) => `(await calendars.createBlockSlot(${body})).data`,
  },
  {
    name: 'axios',
    packages: ['axios'],
    imports: `import axios from 'axios'`,
    setup: rawSetup,
    create: (body) => `(await axios.post(url, ${body}, { headers })).data`,
  },
  {
    name: 'ky',
    packages: ['ky'],
    imports: `import ky from 'ky'`,
    setup: rawSetup,
    create: (body) => `ky.post(url, { headers, json: ${body} }).json()`,
  },
  {
    name: 'official SDK',
    packages: ['@gohighlevel/api-client'],
    imports: `import { HighLevel } from '@gohighlevel/api-client'`,
    setup: `const { calendars } = new HighLevel({ privateIntegrationToken: 'pit-token' })
  const options = { baseURL: baseUrl }`,
    create: (body) => `calendars.createBlockSlot(${body}, options)`,
  },
  {
    name: 'createBlockSlotsApi',
    isOurs: true,
    packages: [ownPackage],
    imports: `import { createBlockSlotsApi } from '${ownPackage}'`,
    setup: `const api = createBlockSlotsApi({ token: 'pit-token', baseUrl })`,
    create: (body) => `(await api.POST('${createPath}', { body: ${body} })).data`,
  },
  ownClient('createBlockSlotsClient', [limiter]),
  ownClient('client, no limiter', ['limiter: false']),
  ownClient('client on undiciTransport', [limiter, '...undiciTransport()'], 'undici'),
  ownClient('client on undiciTransport, no limiter', ['...undiciTransport()', 'limiter: false'], 'undici'),
]
