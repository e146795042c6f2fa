import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { root } from '../../shared/root.ts'

const file = join(root, 'packages/release/negative/hovered.ts')
const code = `
import { createBlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
import { blockTimes, wholeDays } from '@block-slots/helpers'
const client = createBlockSlotsClient()
const rows = await client.list({ userId: 'u', locationId: 'l', startTime: 0, endTime: 1 })
const created = await client.create({
  calendarId: 'c', locationId: 'l', title: 't', startTime: '', endTime: '',
})
const ensured = await client.ensure({ assignedUserId: 'u', locationId: 'l', ...blockTimes({ from: '', to: '', timeZone: '' }) })
const updated = await client.update('b', { calendarId: 'c', title: 't', startTime: '', endTime: '' })
const calendars = await client.calendars({ locationId: 'l' })
const appointments = await client.appointments({ groupId: 'g', locationId: 'l', startTime: 0, endTime: 1 })
const [row] = rows
try { } catch (error) {
  if (isBlockSlotsError(error)) void [error.code, error.applied, error.retry, error.operation, error.attempts, error.retryAt, error.status, error.traceId, error.detail, error.hint, error.reconcile, error.leftover, error.message]
}
blockTimes({ from: '', duration: '', timeZone: '' })
void [created.outcome, ensured, updated.startTime, row?.startTime, calendars, appointments, wholeDays({ from: '', timeZone: '' })]
`

/** The examples of the methods, each in a block of its own. */
const methods = readFileSync(join(root, 'packages/client/src/methods.ts'), 'utf8')
const examples = join(root, 'packages/release/negative/examples.ts')
const exampleCode = `
import { createBlockSlotsClient } from '@block-slots/client'
import { blockTimes, wholeDays } from '@block-slots/helpers'
const client = createBlockSlotsClient()
declare const block: { readonly id: string }
export const used = [client, block, blockTimes, wholeDays]
${[...methods.matchAll(/```ts\n([^]*?) *\* ```/g)].map(([, text = '']) => `{\n${text.replaceAll(/^ *\* ?/gm, '')}}`).join('\n')}
`
const texts = new Map([
  [file, code],
  [examples, exampleCode],
])

const { sys } = ts
const host: ts.LanguageServiceHost = {
  getScriptFileNames: () => [...texts.keys()],
  getScriptVersion: () => '1',
  getScriptSnapshot(name) {
    const text = texts.get(name) ?? sys.readFile(name)
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
  },
  getCurrentDirectory: () => root,
  getCompilationSettings: () => ({
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  }),
  getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
  fileExists: (name) => texts.has(name) || sys.fileExists(name),
  readFile: (name) => sys.readFile(name),
  directoryExists: (name) => sys.directoryExists(name),
  getDirectories: (name) => sys.getDirectories(name),
  realpath: (name) => sys.realpath?.(name) ?? name,
}
const service = ts.createLanguageService(host)

/** What an editor shows for the last word of a text of the program. */
function hover(text: string): { readonly type: string; readonly documentation: string } {
  const end = code.indexOf(text) + text.length
  const info = service.getQuickInfoAtPosition(file, end - 1)
  if (info === undefined) throw new Error(`Nothing is shown for ${text}`)
  const tags = (info.tags ?? []).map(({ name, text: parts }) => `@${name} ${ts.displayPartsToString(parts)}`)
  return {
    type: ts.displayPartsToString(info.displayParts),
    documentation: [ts.displayPartsToString(info.documentation), ...tags].join('\n'),
  }
}

test.each([...texts.keys()])('%s compiles', (name) => {
  const errors = [...service.getSyntacticDiagnostics(name), ...service.getSemanticDiagnostics(name)]
  expect(errors.map(({ messageText }) => messageText)).toEqual([])
})

describe('results have names', () => {
  test.each([
    ['const rows', 'const rows: BlockedSlot[]'],
    ['client.list', 'list: (query: EventQuery, options?: CallOptions) => Promise<BlockedSlot[]>'],
    ['client.create', 'create: (block: CreateBlockSlot, options?: CreateOptions) => Promise<CreatedBlock>'],
    ['const created', 'const created: CreatedBlock'],
    ['const updated', 'const updated: BlockSlot'],
    ['const calendars', 'const calendars: Calendar[]'],
    ['const appointments', 'const appointments: Appointment[]'],
    ['const [row', 'const row: BlockedSlot'],
    ['timeZone', 'timeZone?: TimeZone'],
  ])('%s', (text, type) => {
    expect(hover(text).type.replace(' | undefined', '')).toContain(type)
  })
})

describe('methods show what they do, their errors and an example', () => {
  test.each(['create', 'ensure', 'list', 'update'])('%s', (name) => {
    const { documentation } = hover(`client.${name}`)
    expect(documentation).toMatch(/Rejects (?:as|with) /)
    expect(documentation).toMatch(new RegExp(`@example \`\`\`ts\\n[^]*client\\.${name}\\(`))
  })
})

describe('every field shows its format', () => {
  test.each([
    ["userId: 'u', locationId: 'l', startTime", /Date.*epoch milliseconds.*RFC 3339/s],
    ['{ userId', /id of HighLevel/],
    ['calendarId', /of type `event`[^]*An id of HighLevel/],
    ["calendarId: 'c', locationId", /sub-account[^]*An id of HighLevel/],
    ["locationId: 'l', title", /One line/],
    ["title: 't', startTime", /RFC 3339 date-time with seconds and an offset[^]*`blockTimes`/],
    ["startTime: '', endTime", /after its start[^]*`wholeDays`/],
    ['updated.startTime', /`readTime`/],
    ['row?.startTime', /`readTime`/],
    ['created.outcome', /`existing`/],
    ['blockTimes({ from', /The start/],
    ["blockTimes({ from: '', to", /time of day/],
    ["blockTimes({ from: '', duration", /ISO 8601/],
    ['wholeDays({ from', /2026-12-24/],
    ['timeZone', /zone/],
  ])('%s', (text, pattern) => {
    expect(hover(text).documentation).toMatch(pattern)
  })

  test('and every field of an error', () => {
    const fields = [...code.matchAll(/error\.(\w+)/g)].map(([, name = '']) => name)
    expect(fields.length).toBe(13)
    expect(fields.filter((name) => hover(`error.${name}`).documentation.trim() === '')).toEqual([])
  })
})

/** The fields of an exported type without a text, other than those that cannot be given. */
function undocumented(from: string, name: string): string[] {
  const program = service.getProgram()
  const checker = program?.getTypeChecker()
  const source = program?.getSourceFile(file)
  const statement = source?.statements
    .filter(ts.isImportDeclaration)
    .find(({ moduleSpecifier }) => ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === from)
  const module = statement && checker?.getSymbolAtLocation(statement.moduleSpecifier)
  const found = module && checker?.getExportsOfModule(module).find((each) => each.name === name)
  if (checker === undefined || found === undefined) throw new Error(`${from} exports no ${name}`)
  const alias = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found
  const type = checker.getDeclaredTypeOfSymbol(alias)
  const members = type.isUnion() ? type.types : [type]
  const properties = members.flatMap((member) => checker.getPropertiesOfType(member))
  return properties
    .filter((property) => property.getDocumentationComment(checker).length === 0)
    .filter((property) => {
      const values = checker.getNonNullableType(checker.getTypeOfSymbol(property))
      return (values.flags & (ts.TypeFlags.Never | ts.TypeFlags.EnumLiteral)) === 0
    })
    .map((property) => property.name)
}

describe('every field of an exported type has a text', () => {
  const client = [
    'CreateBlockSlot',
    'UpdateBlockSlot',
    'CalendarBlock',
    'BlockSlot',
    'BlockedSlot',
    'CreatedBlock',
    'DeletedEvent',
    'Appointment',
    'Calendar',
    'User',
    'Location',
    'EventQuery',
    'CalendarQuery',
    'UserQuery',
    'BlockSlotsErrorFields',
    'LeftoverBlock',
    'Attempt',
    'BlockSlotsClient',
    'CallOptions',
    'CreateOptions',
    'EnsureOptions',
    'BlockCalendarOptions',
    'RefreshingTokenOptions',
    'DuplicateReport',
    'Duplicate',
  ]
  test.each(client)('%s', (name) => {
    expect(undocumented('@block-slots/client', name)).toEqual([])
  })

  const helpers = [
    'BlockOptions',
    'WholeDaysOptions',
    'RepeatOptions',
    'HoursOptions',
    'SplitOptions',
    'DescribeOptions',
    'OffsetOptions',
    'ReadTimeOptions',
    'TimeReading',
    'BlockTimes',
    'Between',
    'DurationParts',
  ]
  test.each(helpers)('%s', (name) => {
    expect(undocumented('@block-slots/helpers', name)).toEqual([])
  })
})

test('the names of zones are completed, and no text of a rule is', () => {
  const at = (text: string): string[] => {
    const position = code.indexOf(text) + text.length
    return (service.getCompletionsAtPosition(file, position, {})?.entries ?? []).map(({ name }) => name)
  }
  const zones = at("timeZone: '")
  expect(zones).toEqual(expect.arrayContaining(['Europe/Berlin', 'America/Argentina/Salta', 'UTC']))
  for (const text of ["calendarId: '", "assignedUserId: '", "startTime: '", "to: '"])
    expect(at(text)).toEqual([])
})
