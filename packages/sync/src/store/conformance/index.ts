export { testStore, type StoreTestOptions } from './store.ts'
