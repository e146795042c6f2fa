import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { rolldown, type RolldownOutput } from 'rolldown'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url))
const manifest: {
  readonly publishConfig: {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>
  }
} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** Bundles a program that uses the built package, as a user's bundler would. */
async function bundle(program: string, external: string[] = []): Promise<RolldownOutput['output'][0]> {
  const build = await rolldown({
    input: 'program',
    external,
    platform: 'neutral',
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? '\0program.js' : id === 'client' ? entry : null),
        load: (id) => (id === '\0program.js' ? program : null),
      },
    ],
  })
  const { output } = await build.generate({ minify: true })
  await build.close()
  return output[0]
}

test('the built entry exports its public names and no others', async () => {
  const names = Object.keys(await import(entry))
  expect(new Set(names)).toEqual(
    new Set([
      'BlockSlotsError',
      'blockCalendar',
      'blockOwnersOf',
      'coveredAppointments',
      'createBlockSlotsApi',
      'createBlockSlotsClient',
      'createMask',
      'isBlockSlotsError',
      'isNativeBlock',
      'locationToken',
      'memoryStore',
      'normalizeTitle',
      'refreshingToken',
      'secret',
      'localLimiter',
    ]),
  )
})

test('the entry for Node has a store of tokens, and takes what it needs of Node when it is needed', async () => {
  const path = fileURLToPath(new URL('../dist/node.js', import.meta.url))
  expect(Object.keys(await import(path))).toEqual(['fileStore'])
  const { imports } = await bundle(`export * from ${JSON.stringify(path)}`, [])
  // Node has loaded this one itself; everything else waits until it is needed.
  expect(imports).toEqual(['node:path'])
})

test('the entry for undici makes a transport, and imports undici alone', async () => {
  const path = fileURLToPath(new URL('../dist/undici.js', import.meta.url))
  expect(Object.keys(await import(path))).toEqual(['undiciTransport'])
  const { imports } = await bundle(`export * from ${JSON.stringify(path)}`, ['undici'])
  expect(imports).toEqual(['undici'])
})

test('the built entry imports openapi-fetch alone, nothing of Node', async () => {
  const { imports } = await bundle('export * from "client"', ['openapi-fetch'])
  expect(imports).toEqual(['openapi-fetch'])
  // The walk would find one: the same with a program that has an import of Node.
  const spoilt = await bundle('import "node:fs"; export * from "client"', ['openapi-fetch', 'node:fs'])
  expect(spoilt.imports).toContain('node:fs')
})

test('plain calls bundle nothing of the lists, limits and retries of the client', async () => {
  const { code } = await bundle('export { createBlockSlotsApi } from "client"')
  expect(code).not.toMatch(/blocked-slots|x-ratelimit/i)
  const { code: full } = await bundle('export { createBlockSlotsClient } from "client"')
  expect(full).toMatch(/blocked-slots/i)
  expect(full).toMatch(/x-ratelimit/i)
})

test.each(
  Object.values(manifest.publishConfig.exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target.default],
  ),
)('bundlers can remove every statement of %s', async (path) => {
  const build = await rolldown({
    input: fileURLToPath(new URL(`../${path}`, import.meta.url)),
    external: ['openapi-fetch', 'undici', /^node:/],
    preserveEntrySignatures: false,
    // Not whole files at once, which hides what would stay of a file that is needed in part.
    treeshake: { moduleSideEffects: true },
  })
  const { output } = await build.generate()
  await build.close()
  expect(output).toHaveLength(1)
  // What another package does when it is loaded is not ours.
  expect(output[0].code.replaceAll(/^import ".*\n/gm, '')).toBe('')
})

test('a program without blockCalendar bundles nothing of it', async () => {
  const { code } = await bundle('export { createBlockSlotsClient } from "client"')
  expect(code).not.toContain('teamMembers')
  const both = 'export { blockCalendar, createBlockSlotsClient } from "client"'
  expect((await bundle(both)).code).toContain('teamMembers')
})

test('every part and every entry has its budget', () => {
  const budgets: { name: string }[] = JSON.parse(
    readFileSync(new URL('../.size-limit.json', import.meta.url), 'utf8'),
  )
  expect(new Set(budgets.map(({ name }) => name))).toEqual(
    new Set([
      'plain calls',
      'the client',
      'the client, and blocking by calendar',
      'the client, and tokens that are renewed',
      'all of @block-slots/client',
      '@block-slots/client/node',
      '@block-slots/client/redis',
      '@block-slots/client/undici',
      '@block-slots/client/conformance',
      'all that is installed of it',
    ]),
  )
})

test('a program with a fixed token bundles nothing of refreshing', async () => {
  const { code } = await bundle('export { createBlockSlotsClient } from "client"')
  expect(code).not.toMatch(/oauth\/token|refresh_token["'`]?:|refreshStartedAt/)
  // The words would be found: the same with the renewals.
  const { code: full } = await bundle('export { refreshingToken } from "client"')
  expect(full).toMatch(/oauth\/token/)
  expect(full).toMatch(/refreshStartedAt/)
})

test.each(['index', 'node'])(
  'importing %s loads nothing of fetch, which would cost every start some 40 ms',
  async (name) => {
    const url = new URL(`../dist/${name}.js`, import.meta.url).href
    const program = `
    const touched = []
    for (const name of ['fetch', 'Request', 'Response', 'Headers', 'FormData', 'WebSocket']) {
      const get = () => (touched.push(name), undefined)
      Object.defineProperty(globalThis, name, { get, configurable: true })
    }
    await import(${JSON.stringify(url)})
    console.log(JSON.stringify(touched))`
    const argv = ['--input-type=module', '--eval', program]
    const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: root })
    expect(JSON.parse(stdout)).toEqual([])
  },
)

test('the declarations compile for a consumer who skips no check', async () => {
  const consumer = `
    import { createBlockSlotsClient, type BlockSlot } from '@block-slots/client'
    const client = createBlockSlotsClient({ token: 'x' })
    const made: Promise<BlockSlot> = client.create({
      calendarId: 'a', locationId: 'b', startTime: '2021-06-23T03:30:00+05:30', endTime: '2021-06-23T04:30:00+05:30',
    })
    // @ts-expect-error both owners
    client.create({ calendarId: 'a', assignedUserId: 'c', locationId: 'b', startTime: '', endTime: '' })
    export { made }`
  const argv = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom',
    '--types',
    '',
  ]
  const { mkdir, mkdtemp, writeFile, rm } = await import('node:fs/promises')
  // Inside the package, so that its name leads to its own `dist`; not in that, which is checked meanwhile.
  await mkdir(`${root}.vitest`, { recursive: true })
  const folder = await mkdtemp(`${root}.vitest/consumer-`)
  await writeFile(`${folder}/consumer.mts`, consumer)
  try {
    const tsc = fileURLToPath(import.meta.resolve('typescript/package.json')).replace(
      'package.json',
      'bin/tsc',
    )
    const run = promisify(execFile)(process.execPath, [tsc, ...argv, `${folder}/consumer.mts`], { cwd: root })
    await expect(run).resolves.toMatchObject({ stdout: '' })
  } finally {
    await rm(folder, { recursive: true })
  }
})
