export { fileStore } from './file-store/store.ts'
export { nodeTransport, type NodeTransport, type NodeTransportOptions } from './transport.ts'
