/** Writes the version of the package into the document. `release:version` runs this. */
import { readFileSync, writeFileSync } from 'node:fs'
import { isScalar, parseDocument } from 'yaml'
import { fields } from './document.ts'

/** The document with another version, and every other character unchanged. */
export function withVersion(yaml: string, version: string): string {
  const node = parseDocument(yaml).getIn(['info', 'version'], true)
  if (!isScalar(node) || !node.range) throw new Error('openapi.yaml has no info.version')
  const [start, end] = node.range
  return yaml.slice(0, start) + version + yaml.slice(end)
}

if (import.meta.main) {
  const path = new URL('../openapi.yaml', import.meta.url)
  const { version } = fields(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
  writeFileSync(path, withVersion(readFileSync(path, 'utf8'), String(version)))
}
