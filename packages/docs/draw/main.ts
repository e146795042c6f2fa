// `pnpm --filter block-slots-docs run draw`: draws the pictures that are made from figures of documents.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawDuplicates, readClients } from './duplicates.ts'

const docs = join(import.meta.dirname, '..')
const guide = readFileSync(join(docs, '../client/guide/reliability.md'), 'utf8')
writeFileSync(join(docs, 'pictures/duplicates.svg'), drawDuplicates(readClients(guide)))
