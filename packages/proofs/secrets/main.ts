import { canaries, mark, describeFailure, runScenario, scenarios } from './scenarios.ts'
import { encodingNames as names, forms, searchFor } from '@block-slots/client/test/support/encoding.ts'
import { faults } from '../leaks/load.ts'
import { crash, formOf, leakingFailure, recordFindings, seededText, textsBySink, inspectTokenFiles, type Findings } from './sinks.ts'
import { held, table, type Row } from '../table.ts'

// Prints where secrets show when everything goes wrong: nowhere. Before, that the search finds one that is planted.

const search = searchFor(canaries, mark)
const all = scenarios(faults)
const leaks: string[] = []
const say = (text: string): unknown => process.stdout.write(`${text}\n`)

const print = (findings: Findings): void =>
  table(
    ['sink', 'texts', ...forms],
    Object.entries(findings).map(([sink, { texts, ...found }]): Row => [
      sink,
      texts,
      ...forms.map((form) => found[form]),
    ]),
  )

const plants: Findings = {}
for (const encoding of names) {
  recordFindings(plants, textsBySink(leakingFailure(seededText(encoding))), search)
  recordFindings(
    plants,
    {
      'stdout and stderr of a crash': await crash('plant', encoding),
      'names of token files': seededText(encoding),
    },
    search,
  )
}
const blind = Object.entries(plants).flatMap(([sink, found]) =>
  names.filter((encoding) => found[formOf(encoding)] === 0).map((encoding) => `${encoding} in ${sink}`),
)
say(`planted, ${names.length} times in each sink: ${held(blind.length === 0)} ${blind.join(', ')}\n`)
print(plants)

const findings: Findings = {}
let failures = 0
let events = 0
for (const { identity, operation, trouble } of all) {
  const told = await runScenario(identity, operation, trouble)
  if (told.error !== undefined) failures += 1
  events += told.events.length
  for (const words of recordFindings(findings, textsBySink(told), search))
    leaks.push(`${words}: ${identity} ${operation} ${describeFailure(trouble)}`)
}
for (let first = 0; first < all.length; first += 340) {
  const indices = Array.from({ length: 20 }, (_, index) => String(first + index * 17))
  const printed = await crash(...indices)
  for (const words of recordFindings(findings, { 'stdout and stderr of a crash': printed }, search)) leaks.push(words)
}
const files = await inspectTokenFiles()
for (const words of recordFindings(findings, { 'names of token files': files.names }, search)) leaks.push(words)
say(
  `${Object.keys(canaries).length} secrets, ${all.length} scenarios, ${failures} errors, ${events} events: ${held(leaks.length === 0)}`,
)
say(`token files that others can read: ${files.open.length} ${held(files.open.length === 0)}\n`)
print(findings)
for (const leak of leaks.slice(0, 50)) say(leak)
