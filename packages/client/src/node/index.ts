export { fileStore } from './file-store/store.ts'
