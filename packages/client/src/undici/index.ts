export {
  undiciTransport,
  type UndiciDispatcher,
  type UndiciTransport,
  type UndiciTransportOptions,
} from './transport.ts'
