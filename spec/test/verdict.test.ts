import { expect, test } from 'vitest'
import { everyDifference } from '../tool/difference.ts'
import { judge } from '../tool/drift/verdict.ts'

/** A document whose one field, in a request and in its answer, has this schema. */
function saying(field: object, required: readonly string[] = []) {
  const schema = { type: 'object', required, properties: { field } }
  const content = { 'a/json': { schema } }
  return {
    paths: { '/t': { post: { requestBody: { required: true, content }, responses: { 200: { content } } } } },
  }
}

type Saying = ReturnType<typeof saying>

/** The verdicts over the request and over the answer. */
function verdicts(recorded: Saying, published: Saying, ours: Saying, ledger: readonly string[] = []) {
  const judged = judge(recorded, published, ours, (line) => ledger.includes(line))
  const all = everyDifference(recorded, published).map((one) => [one.subject, judged(one).verdict] as const)
  return all.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, verdict]) => verdict)
}

const one = (type: string, more: object = {}, required?: string[]) => saying({ type, ...more }, required)

test.each<[title: string, recorded: Saying, published: Saying, ours: Saying, verdicts: string[]]>([
  ['what the contract said all along', one('a'), one('b'), one('b'), ['known', 'known']],
  ['what it agreed with before', one('a'), one('b'), one('a'), ['contradicts', 'contradicts']],
  ['what it has never agreed with', one('a'), one('b'), one('c'), ['news', 'news']],
  [
    'a value more: only an answer can surprise',
    one('a', { enum: ['x'] }),
    one('a', { enum: ['x', 'y'] }),
    one('a', { enum: ['x'] }),
    ['news', 'contradicts'],
  ],
  [
    'a value less',
    one('a', { enum: ['x', 'y'] }),
    one('a', { enum: ['x'] }),
    one('a', { enum: ['x', 'y'] }),
    ['contradicts', 'contradicts'],
  ],
  [
    'required from now on: only a request can be refused for it',
    one('a'),
    one('a', {}, ['field']),
    one('a'),
    ['contradicts', 'news'],
  ],
  [
    'optional from now on: only an answer can lack it',
    one('a', {}, ['field']),
    one('a'),
    one('a', {}, ['field']),
    ['news', 'contradicts'],
  ],
])('%s', (_, recorded, published, ours, expected) => {
  expect(verdicts(recorded, published, ours)).toEqual(expected)
})

test('a difference with an entry in DEVIATIONS.md is known, there and nowhere else', () => {
  const ledger = ['POST /t request a/json field type: b → a']
  expect(verdicts(one('a'), one('b'), one('a'), ledger)).toEqual(['known', 'contradicts'])
})
