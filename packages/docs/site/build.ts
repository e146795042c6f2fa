// `pnpm docs:build`: writes the site to packages/docs/dist.
import { join } from 'node:path'
import { build } from 'vitepress'
import { copyPages, generateReference } from './assemble.ts'

await generateReference()
copyPages()
await build(join(import.meta.dirname, '..'))
