/** Writes `dist/openapi.json`: `openapi.yaml` for tools without YAML. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

const at = (path: string): URL => new URL(path, import.meta.url)

mkdirSync(at('../dist'), { recursive: true })
const document: unknown = parse(readFileSync(at('../openapi.yaml'), 'utf8'))
writeFileSync(at('../dist/openapi.json'), `${JSON.stringify(document, null, 2)}\n`)
