// `pnpm docs:dev`: serves the site on 127.0.0.1, and shows changes of documents.
import { watch } from 'node:fs'
import { dirname, join } from 'node:path'
import { createServer } from 'vitepress'
import { copyPages, generateReference } from './assemble.ts'
import { pagesOf, readParts, root } from './pages.ts'

await generateReference()
copyPages()
const server = await createServer(join(import.meta.dirname, '..'), { host: '127.0.0.1' })
await server.listen()
server.printUrls()
const folders = new Set(pagesOf(readParts()).map(({ source }) => dirname(source)))
for (const folder of folders) {
  if (!folder.includes('.pages')) watch(join(root, folder), () => copyPages())
}
