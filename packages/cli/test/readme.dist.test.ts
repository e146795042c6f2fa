import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startSandbox, type Sandbox } from '@block-slots/mock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ids } from './run.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const cwd = fileURLToPath(new URL('..', import.meta.url))

/** The code blocks of one language, in order. */
function blocks(readme: string, language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, code = '']) =>
    name === language ? [code] : [],
  )
}

/** Sends to the sandbox what the README sends to the service. */
const redirect = `{
  const { fetch } = globalThis
  globalThis.fetch = (request) =>
    fetch(new Request(request.url.replace('https://services.leadconnectorhq.com', process.env.SANDBOX), request))
}
`

let sandbox: Sandbox
let env: Record<string, string | undefined>
beforeAll(async () => {
  sandbox = await startSandbox()
  env = { ...process.env, TZ: 'UTC', SANDBOX: sandbox.url, HIGHLEVEL_TOKEN: sandbox.token }
})
afterAll(() => sandbox.close())

test('the TypeScript of the root README runs against the built packages and prints what it says', async () => {
  const code = blocks(read('../../../README.md'), 'ts').join('\n')
  const promised = [...code.matchAll(/^\s*\/\/ => (.*)$/gm)].map(([, line]) => line)
  expect(promised).toHaveLength(3)
  const argv = ['--input-type=module-typescript', '--eval', redirect + code]
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd, env })
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
  expect(sandbox.blocks()).toHaveLength(1)
})

test.each(['../../../README.md', '../README.md'])('the command of %s prints what it says', async (path) => {
  sandbox.reset()
  const readme = read(path)
  const [command = ''] = blocks(readme, 'sh').filter((code) => code.includes('npx block-slots create'))
  const words = command.slice(command.indexOf('block-slots create')).replaceAll('\\\n', ' ')
  const argv = [...words.matchAll(/"([^"]*)"|(\S+)/g)]
    .map(([, quoted, plain = '']) => quoted ?? plain)
    .slice(1)
  const world = { ...env, HIGHLEVEL_LOCATION_ID: ids.location, HIGHLEVEL_BASE_URL: sandbox.url }
  const { stdout } = await promisify(execFile)(process.execPath, ['bin.js', ...argv], { cwd, env: world })
  expect(stdout.replace(/id \w+$/m, 'id 0TkCdp9PfvLeWKYRRvIz')).toBe(blocks(readme, 'text')[0])
})
