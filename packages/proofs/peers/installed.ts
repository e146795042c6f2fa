import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { createPath, timeoutMs, requestOf, type Peer } from './peer.ts'

/** Exact versions; none is a dependency of the workspace. */
const versions: Readonly<Record<string, string>> = {
  '@gohighlevel/api-client': '3.1.0',
  axios: '1.21.1',
  'axios-retry': '4.5.0',
  got: '16.1.0',
  ky: '2.1.0',
}

type Session = Readonly<Record<string, unknown>>
type Sdk = {
  readonly calendars: { readonly createBlockSlot: (block: object, options: object) => Promise<unknown> }
  readonly getSessionStorage: () => { readonly setSession: (id: string, session: Session) => Promise<void> }
}
type Axios = { readonly post: (path: string, body: string, config: object) => Promise<unknown> }

/** The parts of the packages that are used. */
export type Packages = {
  readonly ky: { readonly post: (url: string, options: object) => { readonly json: () => Promise<unknown> } }
  readonly got: { readonly post: (url: string, options: object) => { readonly json: () => Promise<unknown> } }
  readonly axios: { readonly create: (config: object) => Axios }
  readonly axiosRetry: (axios: Axios, options: object) => void
  readonly HighLevel: { new (config: object): Sdk; BASE_URL: string }
}

/** Installs the packages into a temporary folder, without their scripts, for as long as `use` runs. */
export async function withPackages<Result>(use: (packages: Packages) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-peers-'))
  try {
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
    const named = Object.entries(versions).map(([name, version]) => `${name}@${version}`)
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--loglevel=error']
    await promisify(execFile)('npm', ['install', ...flags, ...named], { cwd: folder })
    const entry = join(folder, 'entry.js')
    await writeFile(
      entry,
      `export { default as ky } from 'ky'
export { default as got } from 'got'
export { default as axios } from 'axios'
import * as retrying from 'axios-retry'
export const axiosRetry = retrying.default.default ?? retrying.default
import sdk from '@gohighlevel/api-client'
export const HighLevel = sdk.HighLevel
`,
    )
    const packages: Packages = await import(pathToFileURL(entry).href)
    return await use(packages)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Each with its defaults, but with the same timeout. */
export const installed = ({ ky, got, axios, axiosRetry, HighLevel }: Packages): readonly Peer[] => [
  {
    name: `@gohighlevel/api-client ${versions['@gohighlevel/api-client']}`,
    open:
      ({ url, tokenOf: tokens }) =>
      (block) =>
        new HighLevel({ privateIntegrationToken: tokens(block.locationId) }).calendars.createBlockSlot(
          block,
          {
            baseURL: url,
            timeout: timeoutMs,
          },
        ),
  },
  {
    name: `@gohighlevel/api-client ${versions['@gohighlevel/api-client']}, rateLimitRetry`,
    open:
      ({ url, tokenOf: tokens }) =>
      (block) =>
        new HighLevel({
          privateIntegrationToken: tokens(block.locationId),
          rateLimitRetry: { maxRetries: 3, baseDelayMs: 20, maxDelayMs: 600 },
        }).calendars.createBlockSlot(block, { baseURL: url, timeout: timeoutMs }),
  },
  {
    name: `ky ${versions.ky}`,
    open:
      ({ url, tokenOf: tokens }) =>
      (block) =>
        ky
          .post(url + createPath, { ...requestOf(block, tokens(block.locationId)), timeout: timeoutMs })
          .json(),
  },
  {
    name: `ky ${versions.ky}, POST retried as well`,
    open:
      ({ url, tokenOf: tokens }) =>
      (block) => {
        const retry = { limit: 2, methods: ['post'], delay: () => 20 }
        return ky
          .post(url + createPath, {
            ...requestOf(block, tokens(block.locationId)),
            timeout: timeoutMs,
            retry,
          })
          .json()
      },
  },
  {
    name: `got ${versions.got}`,
    open:
      ({ url, tokenOf: tokens }) =>
      (block) =>
        got
          .post(url + createPath, {
            ...requestOf(block, tokens(block.locationId)),
            timeout: { request: timeoutMs },
          })
          .json(),
  },
  {
    name: `axios-retry ${versions['axios-retry']}, on axios ${versions.axios}`,
    open: ({ url, tokenOf: tokens }) => {
      const client = axios.create({ baseURL: url, timeout: timeoutMs })
      axiosRetry(client, { retries: 3 })
      return (block) => {
        const { headers, body } = requestOf(block, tokens(block.locationId))
        return client.post(createPath, body, { headers })
      }
    },
  },
]
