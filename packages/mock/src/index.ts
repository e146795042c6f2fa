export { startPrism, type PrismOptions } from './prism.ts'
export type { Server } from './server.ts'
