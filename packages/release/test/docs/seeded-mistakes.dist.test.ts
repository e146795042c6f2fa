import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Finding } from '../../docs/document.ts'
import { verifyDocuments } from '../../docs/verify.ts'
import { temporaryFolder } from '../../shared/temporary-folder.ts'
import { root } from '../../shared/root.ts'

/** A document with a mistake of every kind. `lineOf` finds their lines. */
const seeded = `# Seeded

[Nowhere](packages/nowhere.md), [a heading](#not-here), [this one](#seeded). Run \`pnpm tset\`.

\`\`\`ts
import { createBlockSlotsClient } from '@block-slots/client'

const client = createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '' })
const { starts } = await client.create({
  calendarId: 'CVokAlI8fgw4WYWoCtQz',
  locationId: 'C2QujeCh8ZnC7al2InWR',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
})
\`\`\`

\`\`\`ts
import { toOffsetDateTime } from '@block-slots/helpers'

console.log(toOffsetDateTime('2021-06-23T03:30', { timeZone: 'Asia/Kolkata' }))
// => 2021-06-23T03:30:00+05:00
\`\`\`

\`\`\`ts
import { toOffsetDateTime } from '@block-slots/helpers'

toOffsetDateTime('2021-06-23T03:30', { timeZone: 'Asia/Kolkatta' })
\`\`\`

\`\`\`json
{ 'types': [] }
\`\`\`

\`\`\`yaml
# block-slots.yaml
version: [1
\`\`\`

\`\`\`ini
[Service]
Restart on failure
\`\`\`

\`\`\`ruby
puts 1
\`\`\`

\`\`\`sh
curl https://example.org
npm run tset
npm install block-slots-release
npx block-slots-mock
export HIGHLEVEL_TOKEN=pit-… HIGHLEVEL_LOCATION_ID=C2QujeCh8ZnC7al2InWR
npx block-slots list --user 0007BWpSzSwfiuSl0tR2
\`\`\`

\`\`\`text
Everything is blocked.
\`\`\`

\`\`\`python
print(2)  # => 1
\`\`\`

\`\`\`text
Printed by no command.
\`\`\`
`

/** The line of the document with these words. */
const lineOf = (words: string): number => seeded.split('\n').findIndex((line) => line.includes(words)) + 1

const { path: folder, remove } = temporaryFolder('seeded')
afterAll(remove)

let findings: readonly Finding[]
beforeAll(async () => {
  for (const name of ['node_modules', 'packages', 'spec', 'package.json']) {
    symlinkSync(join(root, name), join(folder, name))
  }
  writeFileSync(join(folder, 'SEEDED.md'), seeded)
  findings = (await verifyDocuments(folder, { withExamples: false })).findings
}, 120_000)

test.each([
  ['a link to no file', 'Nowhere', /packages\/nowhere\.md is dead/],
  ['a link to no heading', 'a heading', /SEEDED\.md has no heading "#not-here"/],
  ['a missing script in a sentence', 'pnpm tset', /`pnpm tset`: there is no script "tset" in package/],
  ['a field with another name', 'starts', /Does not compile: TS2339: Property 'starts' does not exist/],
  ['other output than expected', '// => 2021', /Expected `.*\+05:00` and got `.*\+05:30`/],
  ['a program that fails', 'Kolkatta', /Does not run: RangeError: "Asia\/Kolkatta" is not a time zone/],
  ['JSON that is none', '```json', /This block is no JSON/],
  ['YAML that is none', 'version: [1', /This block is no YAML: Flow sequence/],
  ['a unit of systemd that is none', 'Restart on', /`Restart on failure` is no line of a unit/],
  ['an unsupported language', '```ruby', /A block of "ruby" cannot be verified/],
  ['an unsupported command', 'curl', /`curl https:\/\/example\.org` cannot be checked/],
  ['a missing script in a block', 'npm run tset', /there is no script "tset"/],
  ['a private package', 'npm install', /block-slots-release is private/],
  [
    'a command of a package that was not installed',
    'block-slots-mock',
    /no command above installs @block-slots\/mock/,
  ],
  ['another output', 'Everything is', /Expected `Everything is blocked\.` and got `.*`/],
  [
    'output without a command',
    'Printed by',
    /No command above prints this block, and as a layout it names Printed by no command\./,
  ],
])('%s is reported with its line', (_, words, message) => {
  const found = findings.filter(({ line }) => line === lineOf(words)).map((finding) => finding.message)
  expect(found).toContainEqual(expect.stringMatching(message))
})

test('nothing else is reported', () => {
  const python = lineOf('print(2)')
  expect(findings.filter(({ line }) => line !== python)).toHaveLength(16)
  expect(new Set(findings.map(({ file }) => file))).toEqual(new Set(['SEEDED.md']))
})
