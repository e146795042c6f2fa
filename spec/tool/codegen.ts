/**
 * Writes the types of the contract, `packages/client/src/openapi.gen.ts`; with `--check`, fails where they are not what
 * `openapi.yaml` says.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import { parse } from 'yaml'
import { documentProperties, plainDescriptions } from './documentation.ts'
import { fields } from './document.ts'

const at = (path: string): URL => new URL(path, import.meta.url)
const output = at('../../packages/client/src/openapi.gen.ts')

/** The generated types for the text of a contract. */
export async function generateTypes(yaml: string): Promise<string> {
  const document = documentProperties(fields(parse(yaml)))
  const types = await openapiTS(JSON.stringify(document), { alphabetize: true, silent: true })
  return COMMENT_HEADER + plainDescriptions(astToString(types))
}

if (import.meta.main) {
  const types = await generateTypes(readFileSync(at('../openapi.yaml'), 'utf8'))
  if (!process.argv.includes('--check')) writeFileSync(output, types)
  else if (types !== readFileSync(output, 'utf8')) {
    process.stderr.write(
      'packages/client/src/openapi.gen.ts is not what spec/openapi.yaml says. Run pnpm codegen and commit it.\n',
    )
    process.exitCode = 1
  }
}
