/**
 * Loaded before a program of the documents (`node --import`), so that the program runs unchanged: TLS connections to the
 * service go to the sandbox over plain TCP, with every HTTP client.
 */
const { port } = new URL(process.env['SANDBOX'] ?? '')
const net = process.getBuiltinModule('node:net')
const tls = process.getBuiltinModule('node:tls')
const { connect } = tls

function redirectedConnect(options: { readonly host?: string; readonly servername?: string }): unknown {
  if ((options.servername ?? options.host) !== 'services.leadconnectorhq.com')
    return Reflect.apply(connect, tls, [options])
  const socket = net.connect({ host: '127.0.0.1', port: Number(port) })
  return socket.once('connect', () => socket.emit('secureConnect'))
}

Object.assign(tls, { connect: redirectedConnect })
