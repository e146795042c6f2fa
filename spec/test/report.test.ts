import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { differences } from '../tool/difference.ts'
import { fields } from '../tool/document.ts'
import { drift } from '../tool/drift.ts'
import { complaints, entriesOf } from '../tool/ledger.ts'
import {
  calendars,
  copyRecord,
  documents,
  type Plant,
  published,
  recordedPath,
  run,
  serving,
} from './publisher.ts'

const plantedField: Plant = (document) => {
  const schema = ['components', 'schemas', 'BlockedSlotSuccessfulResponseDto', 'properties', 'plantedField']
  document.setIn(schema, document.createNode({ type: 'string' }))
}
const named =
  (name: string): Plant =>
  (document) => {
    const schema = ['components', 'schemas', 'BlockedSlotSuccessfulResponseDto', 'properties', name]
    document.setIn(schema, document.createNode({ type: 'string' }))
  }

describe('a report', () => {
  test('for a terminal has one change of a shared schema once, with its place', async () => {
    const { out } = await run(plantedField)
    expect(out.split('\n').slice(0, documents.length)).toEqual(documents)
    expect(out).toContain(`News: the contract does not speak of it (1)

  The field plantedField in the answer 201 of POST /calendars/events/block-slots is new: optional, string (and in one more place)
    the contract does not have it
    ${calendars}#/components/schemas/BlockedSlotSuccessfulResponseDto/properties/plantedField

One change is new. When`)
  })
  test('for an issue', async () => {
    const { code, out } = await run(plantedField, '--markdown')
    expect(code).toBe(1)
    expect(out).toContain('\n## News: the contract does not speak of it (1)\n')
    expect(out).toContain('\n- `The field plantedField in the answer 201 of POST')
    expect(out).toContain('BlockedSlotSuccessfulResponseDto/properties/plantedField`\n')
  })
  test('for programs has every place', async () => {
    const { out } = await run(plantedField, '--json')
    expect(JSON.parse(out)).toMatchObject({
      sources: documents,
      new: 2,
      changes: [
        {
          subject: 'POST /calendars/events/block-slots response 201 application/json plantedField',
          fact: '',
          before: 'absent',
          now: 'optional, string',
          verdict: 'news',
          at: {
            source: calendars,
            pointer: '/components/schemas/BlockedSlotSuccessfulResponseDto/properties/plantedField',
          },
        },
        {},
      ],
    })
  })
  test('each pointer leads to something in the document that it names', async () => {
    const pages = published(plantedField)
    const { out } = await drift([...documents, '--json'], { reader: serving(pages) })
    const { changes }: { changes: { at: { source: string; pointer: string } }[] } = JSON.parse(out)
    for (const { at } of changes) {
      const names = at.pointer.split('/').slice(1)
      const value = names.reduce(
        (inside: unknown, name) => fields(inside)[name.replaceAll('~1', '/')],
        JSON.parse(pages.get(at.source) ?? ''),
      )
      expect(value).toEqual({ type: 'string' })
    }
    expect(changes).toHaveLength(2)
  })
  test('what is in an operation that moved is found where it is now', async () => {
    const path = ['paths', '/calendars/events/block-slots']
    const { out } = await run((document) => {
      document.setIn(['paths', '/blocks'], document.getIn(path))
      document.deleteIn(path)
      document.setIn(['paths', '/blocks', 'post', 'requestBody', 'required'], false)
    })
    expect(out).toContain(`is now POST /blocks
    the contract has POST /calendars/events/block-slots
    ${calendars}#/paths/~1blocks/post\n`)
    expect(out).toContain(`${calendars}#/paths/~1blocks/post/requestBody\n`)
  })
  test('untrusted text has no effect in an issue and in the log of a runner', async () => {
    const words = 'a`b @everyone <img src=x>\n::set-env name=A::b\u001B[31m\u202Ered'
    const plant: Plant = (document) =>
      document.setIn(['paths', '/calendars/events', 'get', 'description'], words)
    const [markdown, plain] = [await run(plant, '--markdown'), await run(plant)]
    const line = markdown.out.split('\n').find((one) => one.includes('@everyone')) ?? ''
    expect(line).toMatch(/^- `[^`]*a'b @everyone <img src=x> ::set-env[^`]*\\u001b\[31m\\u202ered[^`]*`$/)
    expect(plain.out).not.toMatch(/^::/m)
    for (const mark of ['\u001B', '\u202E']) expect(plain.out).not.toContain(mark)
  })
  test('an issue that would be too long says what it leaves out', async () => {
    const many: Plant = (document) => {
      for (let index = 0; index < 400; index++) named(`field${index}`)(document)
    }
    const { out } = await run(many, '--markdown')
    expect(out.length).toBeLessThan(65_536)
    expect(out).toMatch(/\d+ more lines were left out here/)
  })
})

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** Findings of the DEVIATIONS.md tests for this record. */
function asked(path: string): string[] {
  const record = fields(JSON.parse(readFileSync(path, 'utf8')))
  const ours = fields(parse(text('../openapi.yaml')))
  return complaints(differences(record, ours), entriesOf(text('../DEVIATIONS.md')))
}

describe('--record', () => {
  test('of what is recorded already changes nothing that counts', async () => {
    const path = copyRecord()
    const reader = serving(published())
    const { code, out } = await drift([...documents, '--record'], {
      reader,
      recordedPath: path,
      today: '2027-01-02',
    })
    expect([code, out]).toEqual([0, expect.stringContaining('Recorded. Now run the tests of this package.')])
    expect(asked(path)).toEqual([])
    const record = fields(JSON.parse(readFileSync(path, 'utf8')))
    expect(fields(record['info'])['x-source']).toContain(`${documents.join(', ')}, as read on 2027-01-02`)
    const old = fields(JSON.parse(readFileSync(recordedPath, 'utf8')))
    for (const name of ['x-neighbours', 'x-further', 'x-watched']) expect(record[name]).toEqual(old[name])
  })
  test('of a drift makes it old, and the ledger ask for its line', async () => {
    const path = copyRecord()
    const world = { reader: serving(published(plantedField)), recordedPath: path }
    expect(await drift(documents, world)).toMatchObject({ code: 1 })
    expect(await drift([...documents, '--record'], world)).toMatchObject({ code: 0 })
    expect(await drift(documents, world)).toMatchObject({ code: 0 })
    expect(asked(path).join('\n')).toContain(
      'POST /calendars/events/block-slots response 201 application/json plantedField: optional → absent',
    )
  })
  test('of one document keeps what is known of the others', async () => {
    const path = copyRecord()
    const world = { reader: serving(published(plantedField)), recordedPath: path }
    await drift([calendars, '--record'], world)
    expect(await drift(documents, world)).toMatchObject({ code: 0 })
    expect(asked(path).filter((line) => line.includes('oauth'))).toEqual([])
  })
  test('writes nothing when something could not be read', async () => {
    const path = copyRecord()
    expect(
      await drift([calendars, '--record'], { reader: serving(new Map()), recordedPath: path }),
    ).toMatchObject({ code: 2 })
    expect(readFileSync(path, 'utf8')).toBe(readFileSync(recordedPath, 'utf8'))
  })
})
