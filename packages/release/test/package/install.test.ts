import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { attempt, run } from '../../shared/command.ts'
import { temporaryFolder } from '../../shared/temporary-folder.ts'
import { root } from '../../shared/root.ts'

/** A published version. */
type Release = {
  readonly version: string
  readonly daysOld: number
  readonly proven?: boolean
  readonly manifest?: Readonly<Record<string, unknown>>
}

/** The packages of the test registry: a valid one, and one for each reason to reject. */
const releasesByName: Readonly<Record<string, readonly Release[]>> = {
  valid: [{ version: '1.0.0', daysOld: 30 }],
  young: [{ version: '1.0.0', daysOld: 2 }],
  scripted: [{ version: '1.0.0', daysOld: 30, manifest: { scripts: { postinstall: 'echo > ran' } } }],
  exotic: [
    { version: '1.0.0', daysOld: 30, manifest: { dependencies: { valid: '{registry}/valid-1.0.0.tgz' } } },
  ],
  stolen: [
    { version: '1.0.0', daysOld: 30, proven: true },
    { version: '1.0.1', daysOld: 20 },
  ],
}

const dayMs = 86_400_000
const { path: folder, remove } = temporaryFolder('install')
let server: Server
let registry: string

/** JSON with the address of the registry filled in. */
const filled = (value: object): string => JSON.stringify(value).replaceAll('{registry}', registry)

/** Packs a release as a registry keeps it. */
async function tarball(name: string, { version, manifest }: Release): Promise<Buffer> {
  const path = `${folder}/${name}-${version}`
  await mkdir(`${path}/package`, { recursive: true })
  await writeFile(`${path}/package/package.json`, filled({ name, version, ...manifest }))
  await run('tar', ['-czf', `${path}.tgz`, '-C', path, 'package'])
  return readFile(`${path}.tgz`)
}

/** The registry's document of a package. */
function packument(name: string, releases: readonly Release[], files: ReadonlyMap<string, Buffer>): object {
  const versions = releases.map(({ version, proven, manifest }) => {
    const file = `${name}-${version}.tgz`
    const integrity = `sha512-${createHash('sha512')
      .update(files.get(file) ?? '')
      .digest('base64')}`
    const attestations = { provenance: { predicateType: 'https://slsa.dev/provenance/v1' } }
    const dist = { tarball: `${registry}/${file}`, integrity, ...(proven && { attestations }) }
    const hasInstallScript = manifest !== undefined && 'scripts' in manifest
    return [version, { name, version, ...manifest, dist, hasInstallScript }] as const
  })
  const time = Object.fromEntries(
    releases.map(({ version, daysOld }) => [version, new Date(Date.now() - daysOld * dayMs).toISOString()]),
  )
  const latest = releases.at(-1)?.version
  return { name, 'dist-tags': { latest }, versions: Object.fromEntries(versions), time }
}

beforeAll(async () => {
  const files = new Map<string, Buffer>()
  server = createServer(({ url = '' }, response) => {
    const name = url.slice(1)
    const releases = releasesByName[name]
    const file = files.get(name)
    response.setHeader('content-type', file ? 'application/octet-stream' : 'application/json')
    if (!file && !releases) response.statusCode = 404
    response.end(file ?? filled(releases ? packument(name, releases, files) : {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The registry has no port.')
  registry = `http://127.0.0.1:${address.port}`
  for (const [name, releases] of Object.entries(releasesByName)) {
    for (const release of releases) {
      files.set(`${name}-${release.version}.tgz`, await tarball(name, release))
    }
  }
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  remove()
})

/** Installs a package with the settings of this repository. Returns the output and the success of pnpm. */
async function install(range: string): Promise<{ succeeded: boolean; output: string }> {
  const project = await mkdtemp(`${folder}/project-`)
  const rules = parse(await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  for (const key of ['catalog', 'catalogs', 'catalogMode', 'overrides', 'nodeVersion']) delete rules[key]
  await writeFile(`${project}/pnpm-workspace.yaml`, stringify({ ...rules, packages: [] }))
  const [name = '', version = '*'] = range.split('@')
  await writeFile(`${project}/package.json`, JSON.stringify({ dependencies: { [name]: version } }))
  const argv = ['install', '--no-frozen-lockfile', `--registry=${registry}`, `--store-dir=${project}/store`]
  const env = { CI: 'true', npm_config_registry: registry }
  const { code, stdout, stderr } = await attempt('pnpm', argv, { cwd: project, env })
  return { succeeded: code === 0, output: stdout + stderr }
}

test('a valid package is installed', async () => {
  expect(await install('valid')).toMatchObject({ succeeded: true })
})

test.each([
  ['younger than three days', 'young', /ERR_PNPM_NO_MATURE_MATCHING_VERSION/],
  ['with an install script', 'scripted', /ERR_PNPM_IGNORED_BUILDS[^]*scripted@1\.0\.0/],
  ['with a dependency outside the registry', 'exotic', /ERR_PNPM_EXOTIC_SUBDEP/],
  [
    'published without the provenance of the version before',
    'stolen@1.0.1',
    /trust downgrade for\s+"stolen@1\.0\.1"/,
  ],
])('a package %s is rejected', async (_, range, words) => {
  const { succeeded, output } = await install(range)
  expect(output).toMatch(words)
  expect(succeeded).toBe(false)
})
