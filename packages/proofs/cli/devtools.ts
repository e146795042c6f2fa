import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A page of chromium, by the DevTools protocol. */
export type BrowserPage = {
  /** Sends a command, and returns its result. */
  readonly send: (method: string, params?: object) => Promise<Readonly<Record<string, unknown>>>
  /** Events so far, such as `Network.requestWillBeSent`. */
  readonly events: readonly BrowserEvent[]
}

export type BrowserEvent = { readonly method: string; readonly params: Readonly<Record<string, unknown>> }

type Message = BrowserEvent & {
  readonly id?: number
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string }
}

/** Starts chromium with a profile of its own, passes an empty page to the work, and ends it. */
export async function withChromium<Result>(work: (page: BrowserPage) => Promise<Result>): Promise<Result> {
  const profile = await mkdtemp(join(tmpdir(), 'block-slots-chromium-'))
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--hide-scrollbars',
  ]
  const options = [...flags, '--no-first-run', '--remote-debugging-port=0', `--user-data-dir=${profile}`]
  const child = spawn('chromium', [...options, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  try {
    const socket = new WebSocket(await addressOf(child.stderr))
    await once(socket, 'open')
    const result = await work(await openPage(socket))
    socket.close()
    return result
  } finally {
    child.kill('SIGKILL')
    await exited
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function addressOf(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const [, address] = /DevTools listening on (ws:\S+)/.exec(line) ?? []
    if (address !== undefined) return address
  }
  throw new Error('Expected chromium to start, and it ended.')
}

async function openPage(socket: WebSocket): Promise<BrowserPage> {
  const waiting = new Map<number, (message: Message) => void>()
  const events: BrowserEvent[] = []
  socket.addEventListener('message', ({ data }) => {
    const message: Message = JSON.parse(String(data))
    if (message.id === undefined) events.push(message)
    else waiting.get(message.id)?.(message)
  })
  let count = 0
  const request = async (
    method: string,
    params: object,
    sessionId?: unknown,
  ): Promise<Readonly<Record<string, unknown>>> => {
    count += 1
    const id = count
    const replied = new Promise<Message>((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params, sessionId }))
    const { error, result = {} } = await replied
    waiting.delete(id)
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result
  }
  const { targetId } = await request('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await request('Target.attachToTarget', { targetId, flatten: true })
  const send: BrowserPage['send'] = (method, params = {}) => request(method, params, sessionId)
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) {
    // oxlint-disable-next-line no-await-in-loop -- Four of them.
    await send(`${domain}.enable`)
  }
  return { send, events }
}
