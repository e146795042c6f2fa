// `pnpm docs:check`: verifies the documents and the examples of docstrings against the built packages.
import { verifyDocuments } from './verify.ts'
import { root } from '../shared/root.ts'

const print = (line: string): boolean => process.stdout.write(`${line}\n`)
const start = performance.now()
const { documents, examples, programs, findings, skipped } = await verifyDocuments(root)

const width = Math.max(...documents.map(({ file }) => file.length))
for (const { file, blocks } of documents) {
  const languages = blocks.map(({ language }) => language || 'without a language')
  const counts = [...new Set(languages)].map(
    (name) => `${languages.filter((language) => language === name).length} ${name}`,
  )
  print(`${file.padEnd(width)}  ${counts.join(', ') || 'no blocks'}`)
}
print(`${'docstrings'.padEnd(width)}  ${examples.length} examples`)
for (const { file, line, message } of skipped) print(`${file}:${line}: not run: ${message}`)
for (const { file, line, message } of findings) print(`${file}:${line}: ${message}`)
const seconds = ((performance.now() - start) / 1000).toFixed(0)
print(`${programs} programs, ${findings.length} findings, ${seconds} s`)
if (findings.length > 0 || (skipped.length > 0 && process.env['CI'] !== undefined)) process.exitCode = 1
