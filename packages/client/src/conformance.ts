export { testLimiter, type LimiterSettings, type ConformanceOptions } from './conformance/limiter.ts'
export { testTokenStore } from './conformance/token-store.ts'
