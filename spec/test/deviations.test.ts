import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Document, parseDocument } from 'yaml'
import { differences } from '../tool/difference.ts'
import { fields } from '../tool/document.ts'
import { complaints, entriesOf } from '../tool/ledger.ts'

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

const yaml = read('../openapi.yaml')
const markdown = read('../DEVIATIONS.md')
const vendor = fields(JSON.parse(read('vendor-contract.json')))

function check(plant: (document: Document) => void = () => {}, ledger = markdown): string[] {
  const ours = parseDocument(yaml)
  plant(ours)
  return complaints(differences(vendor, fields(ours.toJS())), entriesOf(ledger))
}

/** Findings that a seeded change adds to those of the document as it is. */
function added(plant: (document: Document) => void): string[] {
  const before = new Set(check())
  return check(plant).filter((complaint) => !before.has(complaint))
}

test('DEVIATIONS.md lists every difference from the published document, and nothing else', () => {
  expect(check().join('\n')).toBe('')
})

describe('a change of openapi.yaml without an entry in DEVIATIONS.md is reported', () => {
  const schemas = ['components', 'schemas']

  test('a field renamed', () => {
    const reported = added((document) => {
      const properties = [...schemas, 'BlockSlot', 'properties']
      document.setIn([...properties, 'from'], document.getIn([...properties, 'startTime']))
      document.deleteIn([...properties, 'startTime'])
    })
    expect(reported).toContainEqual(
      expect.stringContaining(
        'add:\n  POST /calendars/events/block-slots response 201 application/json from: absent',
      ),
    )
    expect(reported).toContainEqual(
      expect.stringContaining('response 201 application/json startTime type: object → none'),
    )
    expect(reported).toContainEqual(expect.stringContaining('No such difference. Remove'))
  })
  test('a field no longer required', () => {
    const reported = added((document) =>
      document.deleteIn([...schemas, 'CreateBlockSlotForUser', 'required', 0]),
    )
    expect(reported).toEqual([
      expect.stringContaining(
        'add:\n  POST /calendars/events/block-slots request application/json locationId: required → required in alternative 1, optional in alternative 2',
      ),
    ])
  })
  test('one alternative that no longer forbids the other owner', () => {
    const reported = added((document) =>
      document.deleteIn([...schemas, 'UpdateBlockSlotForUser', 'additionalProperties']),
    )
    expect(reported).toContainEqual(
      expect.stringContaining('additionalProperties: none → false in alternative 1, none in alternative 2'),
    )
  })
  test('an additional response', () => {
    const reported = added((document) =>
      document.setIn(['paths', '/calendars/events', 'get', 'responses', '418'], document.createNode({})),
    )
    expect(reported).toEqual([
      expect.stringContaining('add:\n  GET /calendars/events response 418: absent → present'),
    ])
  })
  test('a response that one of several operations loses', () => {
    const reported = added((document) =>
      document.deleteIn(['paths', '/calendars/events', 'get', 'responses', '429']),
    )
    expect(reported).toEqual([expect.stringMatching(/end with ×12:\n {2}\* \* response 429/)])
  })
  test('a scope', () => {
    const reported = added((document) =>
      document.setIn(['paths', '/calendars/events', 'get', 'security', 0, 'bearer', 0], 'calendars.readonly'),
    )
    expect(reported).toEqual([
      expect.stringContaining('http bearer calendars/events.readonly → http bearer calendars.readonly'),
    ])
  })
  test('the published document taken over as it is', () => {
    expect(complaints(differences(vendor, vendor), entriesOf(markdown)).length).toBeGreaterThan(200)
  })
})

describe('every deviation is explained', () => {
  const sections = markdown.split(/^(?=##+ )/m).filter((section) => section.includes('```text'))

  test.each(sections.map((section) => [section.split('\n')[0] ?? '', section]))('%s', (_, section) => {
    const labels = [...section.matchAll(/^- \*\*(\w+):\*\* \S/gm)].map((match) => match[1])
    expect(labels).toEqual(['Published', 'Here', 'Why', 'Sure'])
    expect(section).toMatch(/^- \*\*Sure:\*\* (certain|high|medium|low|assumed|choice)$/m)
  })
  test('links of the table lead to a heading', () => {
    const anchors = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    )
    const links = [...markdown.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1])
    expect(links.length).toBeGreaterThan(8)
    expect(anchors).toEqual(expect.arrayContaining(links))
  })
})
