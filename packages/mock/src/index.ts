export { startPrism, type PrismOptions, type Server } from './prism.ts'
