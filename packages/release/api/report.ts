import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import type { Entry } from './entry.ts'

/** What an entry declares. */
export type Report = {
  /** Every declaration that a user can reach, without its comment, in alphabetical order. */
  readonly text: string
  /** What has a name that users of this entry can import. */
  readonly named: ReadonlySet<string>
  /** What is mentioned in a public declaration, but cannot be imported from this entry. */
  readonly unexported: ReadonlySet<string>
  /** What the compiler or the extractor could not make sense of. */
  readonly errors: readonly string[]
}

/** Reads the built declarations of one entry of the package in a folder. */
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
        // A user's own options, as far as declarations depend on them; nothing of this repository.
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
    const exported = text.matchAll(
      /^export (?:(?:abstract|class|const|declare|enum|function|interface|let|namespace|type) )*(?:\{ )?(\w+)/gm,
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
  // Declarations of others are not ours to judge; those of the entry itself are read and judged.
  skipLibCheck: true,
}
