import { createServer as createHttp } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createBlockSlotsClient, type BlockSlotsClient } from '../../src/index.ts'
import type { UndiciTransportOptions } from '../../src/undici/index.ts'
import { forced } from '../support/refusal.ts'
import { httpServer, tcpServer, watchRejections } from '../support/server.ts'
import { calls, failure, once, verdictOf } from '../support/service.ts'
import { reasonOf, transportOf, versions } from '../support/undici.ts'

watchRejections()

type Dispatcher = NonNullable<UndiciTransportOptions['dispatcher']>

const clientOver = (dispatcher: Dispatcher, baseUrl = 'https://service.test'): BlockSlotsClient =>
  createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl, fetch: transportOf({ dispatcher }).fetch })

/** A proxy for http that counts its tunnels. */
async function openProxy(): Promise<{ readonly url: string; readonly tunnels: () => number }> {
  let tunnels = 0
  const proxy = createHttp((request, response) => {
    void fetch(request.url ?? '', {
      method: request.method ?? 'GET',
      headers: forced(request.headers),
    }).then(async (got) => response.writeHead(got.status).end(await got.text()))
  })
  proxy.on('connect', (request, socket) => {
    tunnels += 1
    const [host, port] = request.url?.split(':') ?? []
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    for (const each of [socket, onward]) each.on('error', () => {})
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return { url: `http://127.0.0.1:${address.port}`, tunnels: () => tunnels }
}

describe.each(versions)('over $version', ({ undici }) => {
  test('a dispatcher that was closed sends nothing; one that is destroyed leaves open what was sent', async () => {
    const server = await tcpServer(() => {})
    const [closed, destroyed] = [new undici.Agent(), new undici.Agent()]
    await closed.close()
    const idle = clientOver(closed, server.url)
    expect(verdictOf(await failure(calls.createBlockSlot(idle)))).toBe('not-sent no now')
    const sent = failure(calls.createBlockSlot(clientOver(destroyed, server.url)))
    await vi.waitFor(() => expect(server.heads).toHaveLength(1))
    await destroyed.destroy()
    expect(verdictOf(await sent)).toBe('outcome-unknown unknown never')
  })

  test('MockAgent responds in place of a service', async () => {
    const dispatcher = new undici.MockAgent()
    dispatcher.disableNetConnect()
    const service = dispatcher.get('https://service.test')
    service
      .intercept({ path: '/calendars/events/x', method: 'DELETE' })
      .reply(200, { succeeded: true }, { headers: { 'content-type': 'application/json' } })
    // Whatever error it is: nothing was sent.
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    service.intercept({ path: '/calendars/events/y', method: 'DELETE' }).replyWithError(reset)
    const client = clientOver(dispatcher)
    expect(await client.delete('x')).toMatchObject({ succeeded: true })
    expect(verdictOf(await failure(client.delete('y')))).toBe('not-sent no now')
    await dispatcher.close()
  })

  test.each([true, false])('a proxy gets the request with its headers, tunnel: %s', async (proxyTunnel) => {
    const server = await httpServer((_, response) => response.end('{"succeeded":true}'))
    const proxy = await openProxy()
    const dispatcher = new undici.EnvHttpProxyAgent({ httpProxy: proxy.url, noProxy: '', proxyTunnel })
    expect(await clientOver(dispatcher, server.url).delete('x')).toMatchObject({ succeeded: true })
    expect(server.heads.join().toLowerCase()).toContain('authorization\r\nbearer pit-token')
    expect(proxy.tunnels()).toBe(proxyTunnel ? 1 : 0)
    await dispatcher.close()
  })

  test('a redirect is not followed by an interceptor either, nor anything sent again', async () => {
    const server = await httpServer((request, response) => {
      if (request.url?.startsWith('/elsewhere') === true) response.end('{"succeeded":true}')
      else response.writeHead(307, { location: '/elsewhere' }).end()
    })
    const agent = new undici.Agent()
    const following = agent.compose(undici.interceptors.redirect({ maxRedirections: 3 }))
    expect(await reasonOf(transportOf({ dispatcher: following }).send(server.url))).toMatchObject({
      message: 'undici was about to send the request a second time',
    })
    const failing = await tcpServer((socket) => socket.resetAndDestroy())
    const retrying = new undici.RetryAgent(agent, { minTimeout: 1, methods: ['GET', 'POST'] })
    const { send } = transportOf({ dispatcher: retrying })
    expect(await reasonOf(send(failing.url, { method: 'POST', body: '{}' }))).toBeInstanceOf(Error)
    expect([server.heads, failing.heads].map(({ length }) => length)).toEqual([1, 1])
    await agent.close()
  })
})

type Handler = {
  onRequestStart: (controller: object) => void
  onResponseError: (controller: object | null | undefined, error: unknown) => void
}

const controller = { abort() {}, pause() {}, resume() {} }

/** A dispatcher that does with a request what a test says. */
const dispatching = (act: (handler: Handler) => void): Dispatcher => ({
  dispatch(_, handler) {
    act(forced(handler))
    return true
  },
})

test.each<[string, (handler: Handler) => void]>([
  [
    'an error before the request was started',
    (handler) => handler.onResponseError(undefined, new Error('early')),
  ],
  ['an error that is none', (handler) => handler.onResponseError(null, undefined)],
  [
    'an error with a code that says otherwise',
    (handler) =>
      handler.onResponseError(
        null,
        Object.assign(new Error('reset'), { code: 'ECONNRESET', syscall: 'read' }),
      ),
  ],
  [
    'a dispatcher that throws',
    () => {
      throw new Error('thrown')
    },
  ],
])('%s means that nothing was sent', async (_, act) => {
  expect(verdictOf(await failure(calls.createBlockSlot(clientOver(dispatching(act)))))).toBe(
    'not-sent no now',
  )
})

const refused = Object.assign(new Error('socket'), { code: 'UND_ERR_SOCKET' })

test.each<[string, (handler: Handler) => void]>([
  [
    'an error after the request was started',
    (handler) => {
      handler.onRequestStart(controller)
      handler.onResponseError(controller, refused)
    },
  ],
  [
    'an error after the request was started, without its controller',
    (handler) => {
      handler.onRequestStart(controller)
      handler.onResponseError(null, refused)
    },
  ],
  [
    'an error of a request whose start an interceptor has kept to itself',
    (handler) => handler.onResponseError(controller, refused),
  ],
  [
    'a dispatcher that throws after the start',
    (handler) => {
      handler.onRequestStart(controller)
      throw new Error('thrown')
    },
  ],
])('%s leaves the outcome open', async (_, act) => {
  const error = await failure(calls.createBlockSlot(clientOver(dispatching(act))))
  expect(verdictOf(error)).toBe('outcome-unknown unknown never')
})

test('a request that would start a second time is aborted', async () => {
  const aborted: unknown[] = []
  const dispatcher = dispatching((handler) => {
    handler.onRequestStart(controller)
    const second = {
      ...controller,
      abort(reason: unknown) {
        aborted.push(reason)
        handler.onResponseError(second, reason)
      },
    }
    handler.onRequestStart(second)
  })
  const error = await failure(calls.createBlockSlot(clientOver(dispatcher)))
  expect(verdictOf(error)).toBe('outcome-unknown unknown never')
  expect(aborted).toHaveLength(1)
})
