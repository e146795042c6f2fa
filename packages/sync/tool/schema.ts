import { writeFile } from 'node:fs/promises'
import { createJsonSchema } from '../src/config/json-schema.ts'

// Writes the published JSON Schema of configurations: `pnpm --filter @block-slots/sync schema`.
await writeFile(new URL('../schema.json', import.meta.url), JSON.stringify(createJsonSchema()))
