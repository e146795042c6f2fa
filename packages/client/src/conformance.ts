export { proveLimiter, type LimiterSettings, type ProofOptions } from './limit/prove.ts'
