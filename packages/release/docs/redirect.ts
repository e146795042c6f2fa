/**
 * Loaded before a program of the documents (`node --import`), which then runs as it stands: whoever connects to the service
 * is connected to the sandbox instead, over plain HTTP, whatever it connects with. Nothing else is changed.
 */
const { port } = new URL(process.env['SANDBOX'] ?? '')
const net = process.getBuiltinModule('node:net')
const tls = process.getBuiltinModule('node:tls')
const { connect } = tls

function lead(options: { readonly host?: string; readonly servername?: string }): unknown {
  if ((options.servername ?? options.host) !== 'services.leadconnectorhq.com')
    return Reflect.apply(connect, tls, [options])
  const socket = net.connect({ host: '127.0.0.1', port: Number(port) })
  return socket.once('connect', () => socket.emit('secureConnect'))
}

Object.assign(tls, { connect: lead })
