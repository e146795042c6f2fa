import { sqliteStore } from './src/store/sqlite/index.ts'
sqliteStore(':memory:')
