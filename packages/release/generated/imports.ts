import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seedState, startSandbox } from '@block-slots/sandbox'
import { parse } from 'yaml'
import { run } from '../shared/command.ts'
import { root } from '../shared/root.ts'
import { table } from '../runtimes/table.ts'
import { temporaryFolder } from '../shared/temporary-folder.ts'

/*
 * `pnpm prove contract`: imports the contract with the converters that Postman and Bruno publish, and prints what becomes of
 * the operations, the base URL, the token and the header `Version`. The create of each is then sent to a sandbox, with the
 * values that the guide says to set. The applications themselves are not started.
 */

/** A request as a converter gives it. */
type Imported = {
  readonly name: string
  readonly method: string
  readonly url: string
  readonly token: string | null
  /** The values of the header that are switched on. */
  readonly versions: readonly string[]
  readonly body: string | null
}

/** Programs that print the requests as a list of `Imported`. */
const converters = {
  Postman: {
    install: 'openapi-to-postmanv2@6.3.3',
    program: `
import { readFileSync } from 'node:fs'
import converter from 'openapi-to-postmanv2'
const options = { parametersResolution: 'Example' }
converter.convertV2({ type: 'string', data: readFileSync(process.argv[2], 'utf8') }, options, (error, { result, reason, output }) => {
  if (error || !result) throw error ?? new Error(reason)
  const [{ data }] = output
  const requests = (item) => item.item?.flatMap(requests) ?? [item]
  const first = data.auth.bearer.find(({ key }) => key === 'token').value
  console.log(JSON.stringify(requests(data).map(({ name, request: { method, url, auth, header, body } }) => ({
    name,
    method,
    url: [...url.host, ...url.path].join('/'),
    token: auth?.type === 'noauth' ? null : (auth?.bearer?.find(({ key }) => key === 'token').value ?? first),
    versions: header.filter(({ key, disabled }) => key === 'Version' && !disabled).map(({ value }) => value),
    body: body?.raw ?? null,
  }))))
})`,
  },
  Bruno: {
    install: '@usebruno/converters@0.23.0',
    program: `
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const { openApiToBruno } = createRequire(import.meta.url)('@usebruno/converters')
const { items } = await openApiToBruno(JSON.parse(readFileSync(process.argv[2], 'utf8')))
const requests = (item) => item.items?.flatMap(requests) ?? [item]
console.log(JSON.stringify(items.flatMap(requests).map(({ name, request: { method, url, auth, headers, body } }) => ({
  name,
  method,
  url,
  token: auth.bearer?.token ?? null,
  versions: headers.filter((one) => one.name === 'Version' && one.enabled).map(({ value }) => value),
  body: body.json ?? null,
}))))`,
  },
} as const

/** What the guide says to set. */
const version = '2021-04-15'

const text = readFileSync(join(root, 'spec/openapi.yaml'), 'utf8')
const { path: folder, remove } = temporaryFolder('imports')
const sandbox = await startSandbox()
const started = performance.now()
const rows: string[][] = []
try {
  const document = join(folder, 'openapi.json')
  writeFileSync(document, JSON.stringify(parse(text)))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const packages = Object.values(converters).map(({ install }) => install)
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: folder })
  const operations = [...text.matchAll(/^ {6}operationId: /gm)].length
  for (const [name, { install, program }] of Object.entries(converters)) {
    const file = join(folder, `${name}.mjs`)
    writeFileSync(file, program)
    const requests: Imported[] = JSON.parse(await run(process.execPath, [file, document], { cwd: folder }))
    const create = requests.find((one) => one.name === 'Create a block slot')
    const sent = create === undefined ? 'no request' : await send(create)
    if (requests.length !== operations || sent !== '201, 1 block') process.exitCode = 1
    rows.push([
      name,
      install,
      `${requests.length} of ${operations}`,
      create?.url.replace(/\/.*/, '') ?? '',
      create?.token ?? '',
      create?.versions.join(' ') ?? '',
      sent,
    ])
  }
} finally {
  await sandbox.close()
  remove()
}
table(['for', 'converter', 'operations', 'base URL', 'token', 'Version of the create', 'the create'], rows)
const seconds = Math.round((performance.now() - started) / 1000)
process.stdout.write(`${process.exitCode === 1 ? 'FAILED' : 'The creates arrive'}; ${seconds} s.\n`)

/** Sends a create with the base URL, the token and the version that a reader sets, and the body as it was imported. */
async function send({ method, url, body }: Imported): Promise<string> {
  sandbox.reset()
  const [calendar] = seedState().calendars
  const response = await fetch(url.replace('{{baseUrl}}', sandbox.url), {
    method,
    headers: {
      Authorization: `Bearer ${sandbox.token}`,
      'Content-Type': 'application/json',
      Version: version,
    },
    body,
  })
  const blocks = sandbox.blocks().filter(({ calendarId }) => calendarId === calendar?.id)
  return response.status === 201
    ? `201, ${blocks.length} block`
    : `${response.status} ${await response.text()}`
}
