import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { install, peersFolder } from './peers.ts'
import type { Figure } from '../../table.ts'

const client = fileURLToPath(new URL('../../../client/', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))

/** Packages and bytes that `npm install` of the packed client brings. */
export function installed(): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-install-'))
  try {
    // pnpm writes the versions of the catalog into the package.
    execFileSync('pnpm', ['pack', '--pack-destination', folder], { cwd: client, stdio: 'ignore' })
    install(
      folder,
      readdirSync(folder).filter((name) => name.endsWith('.tgz')),
    )
    const files = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' })
    const packages = files.filter((name) =>
      /(?:^|node_modules[/\\])(?:@[^/\\]+[/\\])?[^/\\@.][^/\\]*[/\\]package\.json$/.test(name),
    )
    const sizes = files
      .map((name) => lstatSync(join(folder, 'node_modules', name)))
      .filter((entry) => entry.isFile())
    const bytes = sizes.reduce((sum, { size }) => sum + size, 0)
    const names = packages.map((name) => name.replace(/[/\\]package\.json$/, '')).join(', ')
    return [
      { name: 'packages that `npm install` brings', measured: packages.length, max: 3, note: names },
      { name: 'their size', measured: bytes / 1e6, unit: ' MB', max: 0.6 },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const block =
  '{ calendarId: "c", locationId: "l", startTime: "2021-06-23T03:30:00Z", endTime: "2021-06-23T04:30:00Z" }'
const url = '"https://services.leadconnectorhq.com/calendars/events/block-slots"'
const headers = '{ Authorization: "Bearer t", Version: "2021-04-15", "Content-Type": "application/json" }'

/** The smallest program that creates one block, bundled for browsers, minified and compressed. */
export async function bundles(): Promise<Figure[]> {
  const entry = JSON.stringify(join(client, 'dist/index.js'))
  const own: readonly (readonly [name: string, budget: number, program: string])[] = [
    [
      '`createBlockSlotsApi`',
      5,
      `import { createBlockSlotsApi } from ${entry}; createBlockSlotsApi({ token: "t" }).POST("/calendars/events/block-slots", { body: ${block} })`,
    ],
    [
      '`createBlockSlotsClient`',
      10,
      `import { createBlockSlotsClient } from ${entry}; createBlockSlotsClient({ token: "t" }).create(${block})`,
    ],
  ]
  const withTokens = `import { createBlockSlotsClient, refreshingToken } from ${entry}; createBlockSlotsClient({ token: refreshingToken({}) }).create(${block})`
  const peers: readonly (readonly [name: string, program: string])[] = [
    [
      'native `fetch`',
      `fetch(${url}, { method: "POST", headers: ${headers}, body: JSON.stringify(${block}) })`,
    ],
    [
      'openapi-fetch',
      `import create from "openapi-fetch"; create({ baseUrl: "", headers: ${headers} }).POST(${url}, { body: ${block} })`,
    ],
    ['ky', `import ky from "ky"; ky.post(${url}, { headers: ${headers}, json: ${block} })`],
    ['axios', `import axios from "axios"; axios.post(${url}, ${block}, { headers: ${headers} })`],
    [
      '@gohighlevel/api-client',
      `import { HighLevel } from "@gohighlevel/api-client"; new HighLevel({ privateIntegrationToken: "t" }).calendars.createBlockSlot(${block})`,
    ],
  ]
  const all = [
    ...own.map(([name, budget, program]) => ({ name, budget, program })),
    { name: '`createBlockSlotsClient` with `refreshingToken`', budget: 10, program: withTokens },
    ...peers.map(([name, program]) => ({ name, budget: undefined, program })),
  ]
  return Promise.all(
    all.map(async ({ name, budget, program }) => {
      const { bytes, note } = await bundled(name, program)
      return {
        name: `program with ${name}, min + brotli`,
        measured: bytes / 1000,
        unit: ' kB',
        max: budget,
        note,
      }
    }),
  )
}

async function bundled(name: string, program: string): Promise<{ bytes: number; note: string }> {
  const folder = name === 'openapi-fetch' ? here : peersFolder()
  const input = join(folder, `program-${name.replaceAll(/\W/g, '')}.mjs`)
  writeFileSync(input, program)
  const sizeFor = async (platform: 'browser' | 'node'): Promise<number> => {
    const build = await rolldown({ input, platform, logLevel: 'silent' })
    const { output } = await build.generate({ minify: true, codeSplitting: false })
    await build.close()
    return brotliCompressSync(output[0].code).byteLength
  }
  try {
    return { bytes: await sizeFor('browser'), note: '' }
  } catch {
    return { bytes: await sizeFor('node'), note: 'for Node; does not bundle for browsers' }
  } finally {
    rmSync(input)
  }
}
