export { undiciTransport, type UndiciTransport, type UndiciTransportOptions } from './transport.ts'
