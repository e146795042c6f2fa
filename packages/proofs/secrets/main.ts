import { encodingNames, forms, searchFor } from '@block-slots/client/test/support/encoding.ts'
import { faults } from '../leaks/load.ts'
import { secretsSize } from '../counts.ts'
import { exactly, printFigures, printGrid, printLine } from '../table.ts'
import { canaries, describeFailure, mark, runScenario, scenarios } from './scenarios.ts'
import {
  crash,
  crashSink,
  fileNameSink,
  formOf,
  inspectTokenFiles,
  leakingFailure,
  recordFindings,
  seededText,
  textsBySink,
  type Findings,
} from './sinks.ts'

// Searches every sink for secrets after every failure; before that, shows that the search finds seeded ones.

const search = searchFor(canaries, mark)
const all = scenarios(faults)

const seeded: Findings = {}
for (const encoding of encodingNames) {
  recordFindings(seeded, textsBySink(leakingFailure(seededText(encoding))), search)
  recordFindings(
    seeded,
    {
      [crashSink]: await crash('seeded', encoding),
      [fileNameSink]: seededText(encoding),
    },
    search,
  )
}
const missed = Object.entries(seeded).flatMap(([sink, found]) =>
  encodingNames
    .filter((encoding) => found[formOf(encoding)] === 0)
    .map((encoding) => `${encoding} in ${sink}`),
)

const findings: Findings = {}
const leaks: string[] = []
let errors = 0
let events = 0
for (const { tokenKind, operation, failure } of all) {
  const observed = await runScenario(tokenKind, operation, failure)
  if (observed.error !== undefined) errors += 1
  events += observed.events.length
  for (const leak of recordFindings(findings, textsBySink(observed), search))
    leaks.push(`${leak}: ${tokenKind} ${operation} ${describeFailure(failure)}`)
}
// A crash costs a process, so only some scenarios crash: 20 of every 340, by a prime.
for (let first = 0; first < all.length; first += 340) {
  const indices = Array.from({ length: 20 }, (_, index) => String(first + index * 17))
  const printed = await crash(...indices)
  leaks.push(...recordFindings(findings, { [crashSink]: printed }, search))
}
const files = await inspectTokenFiles()
leaks.push(...recordFindings(findings, { [fileNameSink]: files.names }, search))

const grid = (title: string, found: Findings): void =>
  printGrid(
    title,
    ['sink', 'texts', ...forms],
    Object.entries(found).map(([sink, { texts, ...counts }]) => [
      sink,
      texts,
      ...forms.map((form) => counts[form]),
    ]),
  )
grid('Seeded secrets found', seeded)
grid('Secrets found', findings)
for (const leak of leaks.slice(0, 50)) printLine(`  ${leak}`)
printFigures('Secrets', [
  { name: 'secrets', measured: secretsSize.secrets },
  { name: 'encodings', measured: secretsSize.encodings },
  { name: 'scenarios', measured: secretsSize.scenarios },
  { name: 'sinks', measured: secretsSize.sinks },
  { name: 'errors', measured: errors },
  { name: 'events', measured: events },
  { name: 'seeded secrets', measured: secretsSize.seeded },
  { ...exactly('seeded secrets that the search missed', missed.length, 0), note: missed.join(', ') },
  exactly('secrets found', leaks.length, 0),
  { ...exactly('token files that other users can read', files.open.length, 0), note: files.open.join(', ') },
])
