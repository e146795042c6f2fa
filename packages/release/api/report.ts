import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import type { Entry } from './entry.ts'

/** The public declarations of an entry. */
export type Report = {
  /** Every reachable declaration, without comments, in alphabetical order. */
  readonly text: string
  /** The names that this entry exports. */
  readonly named: ReadonlySet<string>
  /** The names in public declarations that this entry does not export. */
  readonly unexported: ReadonlySet<string>
  /** Errors of the compiler or the extractor. */
  readonly errors: readonly string[]
}

/** Reads the built declarations of one entry. */
export function createReport(folder: string, entry: Entry): Report {
  const declarations = join(folder, entry.types)
  const { path: temporary, remove } = temporaryFolder('api')
  const forgotten = new Set<string>()
  const trouble: string[] = []
  try {
    const config = ExtractorConfig.prepare({
      packageJsonFullPath: join(folder, 'package.json'),
      configObjectFullPath: undefined,
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: declarations,
        newlineKind: 'lf',
        // The options of a user, not of this repository.
        compiler: { overrideTsconfig: { compilerOptions: options, files: [declarations] } },
        apiReport: {
          enabled: true,
          reportFileName: entry.name,
          reportFolder: temporary,
          reportTempFolder: join(temporary, 'last'),
          includeForgottenExports: true,
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
          extractorMessageReporting: {
            default: { logLevel: ExtractorLogLevel.Error },
            // The linter asks for the descriptions of what we write; the contract writes the others.
            'ae-undocumented': { logLevel: ExtractorLogLevel.None },
            'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
    })
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true
        if (message.messageId === 'ae-forgotten-export') {
          const [, name = message.text] = /"(.+?)(?:_\d+)?"/.exec(message.text) ?? []
          forgotten.add(name)
        } else if (message.logLevel === ExtractorLogLevel.Error) {
          trouble.push(message.formatMessageWithLocation(folder))
        }
      },
    })
    const text = readFileSync(join(temporary, `${entry.name}.api.md`), 'utf8')
    // A name that the platform has as well is declared with a number: `export { Report_2 as Report }`.
    const exported = text.matchAll(
      /^export (?:(?:abstract|class|const|declare|enum|function|interface|let|namespace|type) )*(?:\{ (?:\w+ as )?)?(\w+)/gm,
    )
    return {
      text,
      named: new Set(Array.from(exported, ([, name = '']) => name)),
      unexported: forgotten,
      errors: trouble,
    }
  } finally {
    remove()
  }
}

const options = {
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2022', 'dom'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  // Skips the declarations of dependencies; those of the entry itself are checked.
  skipLibCheck: true,
}
