export { fileStore } from './store.ts'
export { nodeTransport, type NodeTransport, type NodeTransportOptions } from './transport.ts'
