/** `pnpm --filter @block-slots/spec released`: the last step of versioning. */
import { fileURLToPath } from 'node:url'
import { keep } from './change/released.ts'

const [root = fileURLToPath(new URL('../..', import.meta.url))] = process.argv.slice(2)
keep(root)
