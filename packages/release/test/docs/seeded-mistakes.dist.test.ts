import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Finding } from '../../docs/document.ts'
import { verifyDocuments } from '../../docs/verify.ts'
import { temporaryFolder } from '../../shared/temporary-folder.ts'
import { root } from '../../shared/root.ts'

/** A document with a mistake of every kind, each on a line that `where` finds. */
const planted = `# Planted

[Nowhere](packages/nowhere.md), [a heading](#not-here), [this one](#planted). Run \`pnpm tset\`.
It takes 17 seconds.

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
Nobody prints this.
\`\`\`
`

/** The line of the document that has these words. */
const where = (words: string): number => planted.split('\n').findIndex((text) => text.includes(words)) + 1

const { path: folder, remove } = temporaryFolder('planted')
afterAll(remove)

let findings: readonly Finding[]
beforeAll(async () => {
  for (const name of ['node_modules', 'packages', 'spec', 'package.json']) {
    symlinkSync(join(root, name), join(folder, name))
  }
  writeFileSync(join(folder, 'PLANTED.md'), planted)
  findings = (await verifyDocuments(folder, { withExamples: false })).findings
}, 120_000)

test.each([
  ['a link to no file', 'Nowhere', /packages\/nowhere\.md leads nowhere/],
  ['a link to no heading', 'a heading', /PLANTED\.md has no heading "#not-here"/],
  [
    'a script that a sentence names and nobody has',
    'pnpm tset',
    /`pnpm tset`: there is no script "tset" in package/,
  ],
  ['a figure that nothing prints', '17 seconds', /^17 seconds: no command here prints this figure/],
  ['a field that has another name', 'starts', /does not compile: TS2339: Property 'starts' does not exist/],
  ['a promise that is not kept', '// => 2021', /Promises `.*\+05:00`, but `.*\+05:30` is printed/],
  ['a program that fails', 'Kolkatta', /does not run: RangeError: "Asia\/Kolkatta" is not a time zone/],
  ['a language that nobody proves', '```ruby', /A block of "ruby": nobody knows how to prove it/],
  ['a command that nobody proves', 'curl', /Nobody knows how to prove `curl https:\/\/example\.org`/],
  ['a script that a block calls and nobody has', 'npm run tset', /there is no script "tset"/],
  ['a package that is private', 'npm install', /block-slots-release is private/],
  ['a program of what was not installed', 'block-slots-mock', /no command above installs @block-slots\/mock/],
  ['an output that is another', 'Everything is', /Promises `Everything is blocked\.`, but `.*` is printed/],
  ['an output that nothing prints', 'Nobody prints', /There is no Nobody prints this\. here, and no command/],
])('%s is found in its line', (_, words, message) => {
  const found = findings.filter(({ line }) => line === where(words)).map((finding) => finding.message)
  expect(found).toContainEqual(expect.stringMatching(message))
})

test('nothing else is found', () => {
  const python = where('print(2)')
  expect(findings.filter(({ line }) => line !== python)).toHaveLength(14)
  expect(new Set(findings.map(({ file }) => file))).toEqual(new Set(['PLANTED.md']))
})
