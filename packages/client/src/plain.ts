import createClient, { type Client } from 'openapi-fetch'
import type { Connection } from './options/connection.ts'
import type { paths } from './openapi.gen.ts'

/** The contract's paths without the parameters that `createBlockSlotsApi` fills in, and without the token endpoints. */
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

/** Makes it without a token; whoever calls it brings one. */
export function createTypedFetch({ baseUrl, version, fetch, Request }: Connection): BlockSlotsApi {
  const headers = { Version: version }
  return createClient<PresetPaths>({ baseUrl, fetch, headers, ...(Request === undefined ? {} : { Request }) })
}
