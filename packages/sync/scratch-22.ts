import { sqliteStore } from './src/store/sqlite/index.ts'
import { testStore } from './src/store/conformance/index.ts'
console.log((await testStore(() => sqliteStore(':memory:'))).length)
