export { proveLimiter, type LimiterSettings, type ProofOptions } from './limit/prove.ts'
export { proveTokenStore } from './token/prove.ts'
