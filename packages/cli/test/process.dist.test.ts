import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { ids } from './run.ts'

const bin = fileURLToPath(new URL('../bin.js', import.meta.url))
const create = ['create', '--user', ids.user, '--from', '2027-02-01T10:00Z', '--to', '2027-02-01T11:00Z']
const list = ['list', '--user', ids.user]
type Ends = {
  readonly out?: 'closed' | 'full'
  readonly err?: 'closed' | 'full'
  readonly preload?: string
  readonly env?: Record<string, string>
}

/** A service that creates a block on every POST, and has nothing else. It never responds to requests of the method `held`. */
async function serve(held?: 'GET' | 'POST') {
  const blocks: unknown[] = []
  let notify: () => void = () => {}
  const arrived = new Promise<void>((resolve) => (notify = resolve))
  const server = createServer(async (request, response) => {
    const body = await text(request)
    if (request.method === 'POST') blocks.push(JSON.parse(body))
    if (request.method === held) notify()
    else if (request.method === 'POST') respond(response, { ...JSON.parse(body), id: 'Made' })
    else respond(response, { events: [], users: [{ id: ids.user, name: 'Anna' }] })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { url: `http://127.0.0.1:${address.port}`, blocks, arrived }
}

function respond(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', date: new Date().toUTCString() })
  response.end(JSON.stringify(body))
}

const envOf = (url: string): Record<string, string> => ({
  HIGHLEVEL_TOKEN: 'any-token',
  HIGHLEVEL_LOCATION_ID: ids.location,
  HIGHLEVEL_BASE_URL: url,
})

/** Starts the built command with an output that works, is closed, or is full. */
function start(argv: readonly string[], url: string, { out, err, preload, env }: Ends = {}) {
  const target = (end: Ends['out']): 'pipe' | number => (end === 'full' ? openSync('/dev/full', 'w') : 'pipe')
  const options = preload === undefined ? [] : ['--import', `data:text/javascript,${preload}`]
  const child: ChildProcess = spawn(process.execPath, [...options, bin, ...argv], {
    stdio: ['ignore', target(out), target(err)],
    env: { ...envOf(url), ...env },
  })
  if (out === 'closed') child.stdout?.destroy()
  if (err === 'closed') child.stderr?.destroy()
  let said = ''
  child.stderr?.on('data', (chunk) => (said += String(chunk)))
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => ({ code: code ?? signal, said }))
  return { child, ended }
}

test.each<[what: string, ends: Ends, code: number, argv: string[]]>([
  ['stdout is closed', { out: 'closed' }, 5, create],
  ['stdout is full', { out: 'full' }, 5, create],
  ['stderr is closed', { err: 'closed' }, 0, [...create, '--verbose']],
  ['stderr is full', { err: 'full' }, 0, [...create, '--verbose']],
  ['both are full', { out: 'full', err: 'full' }, 5, [...create, '--verbose']],
])('a block was made and %s', async (_, ends, code, argv) => {
  const { url, blocks } = await serve()
  const run = await start(argv, url, ends).ended
  expect([run.code, blocks.length]).toEqual([code, 1])
  expect(run.said).not.toContain('    at ')
})

test.each([
  ['full', 'no space left'],
  ['closed', 'its reader has closed the pipe'],
] as const)('a %s stdout is reported, with what was changed', async (out, reason) => {
  const { url } = await serve()
  const { said } = await start(create, url, { out }).ended
  expect(said).toContain(`could not be printed: `)
  expect(said).toContain(reason)
  expect(said).toContain('Hint: The change was made. Check with "list"')
})

test('a file that takes only a part of the output is full as well', async () => {
  const { url, blocks } = await serve()
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  // At most 4,096 or 8,192 bytes, depending on the shell.
  const script = 'ulimit -f 8; exec "$0" "$@" > out.txt'
  const child = spawn('sh', ['-c', script, process.execPath, bin, ...create, '--title', 'x'.repeat(9000)], {
    cwd: folder,
    env: envOf(url),
  })
  expect(await once(child, 'close')).toEqual([5, null])
  expect(blocks).toHaveLength(1)
})

test.each<[what: string, argv: string[]]>([
  ['a list', list],
  ['help', ['--help']],
])('%s that cannot be printed exits with 1', async (_, argv) => {
  const { url } = await serve()
  expect(await start(argv, url, { out: 'full' }).ended).toEqual({
    code: 1,
    said: expect.stringContaining('Error: the result could not be printed'),
  })
})

test('a list for a reader that has closed its pipe exits with 0, without a word', async () => {
  const { url } = await serve()
  expect(await start(list, url, { out: 'closed' }).ended).toEqual({ code: 0, said: '' })
})

test('a usage error that cannot be printed keeps its code', async () => {
  expect(await start(['creat'], 'http://127.0.0.1:9', { err: 'full' }).ended).toMatchObject({ code: 2 })
})

test.each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s exits with its own code during a read', async (signal, code) => {
  for (const argv of [create, list]) {
    const { url, arrived } = await serve('GET')
    const { child, ended } = start(argv, url)
    await arrived
    child.kill(signal)
    expect(await ended).toEqual({
      code,
      said: expect.stringContaining(`interrupted by ${signal}`),
    })
  }
})

test.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)(
  'the first %s lets a write finish, the second ends it with 5',
  async (signal) => {
    const { url, arrived } = await serve('POST')
    const { child, ended } = start(create, url)
    await arrived
    child.kill(signal)
    const [chunk]: unknown[] = child.stderr === null ? [] : await once(child.stderr, 'data')
    expect(String(chunk)).toContain('Interrupted. Waiting for the response to what was sent')
    child.kill(signal)
    expect(await ended).toEqual({ code: 5, said: expect.stringContaining('The change may have been made.') })
  },
)

test('a second signal does not make a block look as if it had not been made', async () => {
  const { url, arrived } = await serve('POST')
  const { child, ended } = start(create, url)
  await arrived
  child.kill('SIGINT')
  child.kill('SIGTERM')
  child.kill('SIGHUP')
  expect(await ended).toEqual({ code: 5, said: expect.stringMatching(/may have been (made|created)/) })
})

test.each([
  ['a defect', "throw new Error('defect')"],
  ['a rejection without a listener', "Promise.reject(new Error('defect'))"],
])('neither does %s', async (_, code) => {
  const reads = "method==='GET'&&!url.includes('blocked-slots')"
  const preload =
    `globalThis.fetch=async(input,{method}=input)=>{const url=String(input.url??input);if(${reads})return Response.json({events:[],users:[]});` +
    `setTimeout(()=>{${code}});return new Promise(()=>{})}`
  expect(await start(create, 'http://127.0.0.1:9', { preload }).ended).toEqual({
    code: 5,
    said: 'Error: defect\nHint: The change may have been made. Check with "list" before you send it again.\n',
  })
  expect(await start(list, 'http://127.0.0.1:9', { preload }).ended).toEqual({
    code: 1,
    said: 'Error: defect\n',
  })
})

test.each(['', ':none', 'Nowhere/None'])('a machine whose TZ is "%s" has no zone', async (TZ) => {
  const { url, blocks } = await serve()
  const argv = ['create', '--user', ids.user, '--from', 'tomorrow 9:00', '--to', '10:00']
  const { code, said } = await start(argv, url, { env: { TZ } }).ended
  expect([code, blocks]).toEqual([2, []])
  expect(said).toContain('The time zone of this machine is unknown.')
})
