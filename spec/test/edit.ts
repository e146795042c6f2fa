/** Edits of the contract, as data. */
import { type Document } from 'yaml'
import { type Severity } from '../tool/change/severity.ts'
import { type Fields } from '../tool/document.ts'

export type Edit = (document: Document) => unknown
export type Path = (string | number)[]

export const set =
  (path: Path, value: unknown): Edit =>
  (document) =>
    document.setIn(path, document.createNode(value))
export const add =
  (path: Path, value: unknown): Edit =>
  (document) =>
    document.addIn(path, document.createNode(value))
export const drop =
  (path: Path): Edit =>
  (document) => {
    if (!document.deleteIn(path)) throw new Error(`Nothing at ${path.join('.')}`)
  }
const move =
  (from: Path, to: Path): Edit =>
  (document) => {
    document.setIn(to, document.getIn(from))
    drop(from)(document)
  }
export const all =
  (...edits: Edit[]): Edit =>
  (document) => {
    for (const edit of edits) edit(document)
  }

export const schema = (...names: Path): Path => ['components', 'schemas', ...names]
export const field = (name: string, property: string, ...rest: Path): Path =>
  schema(name, 'properties', property, ...rest)
const create = (...names: Path) => ['paths', '/calendars/events/block-slots', 'post', ...names]
const list = (...names: Path) => ['paths', '/calendars/events', 'get', ...names]
const component = (...names: Path) => ['components', ...names]
export const text: Fields = { type: 'string', description: 'More.' }
const id = { $ref: '#/components/schemas/Id' }

/** An edit of the contract, its severity, and a word of the report about it. */
export const edits: readonly [title: string, severity: Severity, edit: Edit, expected: string][] = [
  // Requests.
  [
    'a field of a request renamed',
    'breaking',
    move(field('CreateBlockSlotForUser', 'title'), field('CreateBlockSlotForUser', 'name')),
    'CreateBlockSlotForUser/title',
  ],
  [
    'a field of a request made required',
    'breaking',
    add(schema('CreateBlockSlotForUser', 'required'), 'title'),
    'became required',
  ],
  [
    'a required field of a request made optional',
    'additive',
    drop(schema('UpdateBlockSlotForUser', 'required', 0)),
    'became optional',
  ],
  [
    'an optional field for a request',
    'additive',
    set(field('CreateBlockSlotForUser', 'plantedField'), text),
    'plantedField',
  ],
  [
    'a required field for a request',
    'breaking',
    all(
      set(field('LocationTokenRequest', 'plantedField'), text),
      add(schema('LocationTokenRequest', 'required'), 'plantedField'),
    ),
    'plantedField',
  ],
  [
    'a field of a request forbidden',
    'breaking',
    set(field('LocationTokenRequest', 'companyId'), false),
    'companyId',
  ],
  [
    'a field forbidden that an open request could have',
    'breaking',
    set(field('LocationTokenRequest', 'plantedField'), false),
    'nothing → false',
  ],
  ['both owners allowed', 'additive', set(field('CreateBlockSlotForUser', 'calendarId'), id), 'calendarId'],
  [
    'the other owner no longer named as forbidden',
    'additive',
    drop(field('CreateBlockSlotForUser', 'calendarId')),
    'false → nothing',
  ],
  [
    'a closed request opened',
    'additive',
    drop(schema('CreateBlockSlotForUser', 'additionalProperties')),
    'additionalProperties',
  ],
  [
    'an open request closed',
    'breaking',
    set(schema('LocationTokenRequest', 'additionalProperties'), false),
    'additionalProperties',
  ],
  ['a value of a request taken away', 'breaking', drop(schema('TokenUserType', 'enum', 0)), 'Company'],
  ['a value more for a request', 'additive', add(schema('TokenUserType', 'enum'), 'Third'), 'Third'],
  ['a title that may be short alone', 'breaking', set(schema('Title', 'maxLength'), 3), 'maxLength'],
  ['whole seconds alone', 'breaking', set(schema('EpochMilliseconds', 'multipleOf'), 1000), 'multipleOf'],
  ['a default', 'breaking', set(field('CreateBlockSlotForUser', 'locationId', 'default'), 'x'), 'default'],
  [
    'one kind of body no longer taken',
    'breaking',
    drop(schema('TokenRequest', 'oneOf', 2)),
    'ClientCredentialsGrant',
  ],
  [
    'a kind of body more',
    'additive',
    add(schema('TokenRequest', 'oneOf'), {
      type: 'object',
      required: ['other'],
      properties: { client_id: false, other: text },
    }),
    'oneOf',
  ],
  [
    'a kind of body more, in which the others fit too',
    'breaking',
    add(schema('TokenRequest', 'oneOf'), { type: 'object' }),
    'refuses what was an example',
  ],
  [
    'a body that has to be sent',
    'breaking',
    set(['paths', '/calendars/events/{eventId}', 'delete', 'requestBody', 'required'], true),
    'body became required',
  ],
  // Parameters.
  [
    'a required parameter',
    'breaking',
    add(list('parameters'), { name: 'limit', in: 'query', required: true, schema: { type: 'integer' } }),
    'limit',
  ],
  [
    'an optional parameter',
    'additive',
    add(list('parameters'), { name: 'limit', in: 'query', schema: { type: 'integer' } }),
    'limit',
  ],
  [
    'a parameter written otherwise',
    'breaking',
    set(component('parameters', 'UserId', 'explode'), false),
    'explode',
  ],
  ['a version no longer taken', 'breaking', drop(schema('ApiVersion', 'enum', 3)), 'v3'],
  // Answers.
  [
    'a field of an answer renamed',
    'breaking',
    move(field('BlockSlot', 'title'), field('BlockSlot', 'name')),
    'title',
  ],
  [
    'a required field dropped from an answer',
    'breaking',
    all(drop(field('BlockSlot', 'title')), drop(schema('BlockSlot', 'required', 2))),
    'title',
  ],
  ['an optional field dropped from an answer', 'breaking', drop(field('CalendarEvent', 'notes')), 'notes'],
  [
    'an optional field for an answer',
    'additive',
    set(field('BlockSlot', 'plantedField'), text),
    'plantedField',
  ],
  [
    'a field that answers may lack from now on',
    'breaking',
    drop(schema('CalendarEvent', 'required', 0)),
    'became optional',
  ],
  [
    'a field that answers always have from now on',
    'additive',
    add(schema('BlockSlot', 'required'), 'calendarId'),
    'became required',
  ],
  ['a value more in an answer', 'breaking', add(schema('CalendarType', 'enum'), 'other'), 'other'],
  ['a value less in an answer', 'breaking', drop(schema('CalendarType', 'enum', 5)), 'personal'],
  [
    'whole numbers alone in an answer',
    'additive',
    set(field('Token', 'expires_in', 'type'), 'integer'),
    'integer',
  ],
  [
    'a field that may be null',
    'breaking',
    set(field('BlockSlot', 'title', 'type'), ['string', 'null']),
    'nullable',
  ],
  [
    'lists that are never empty',
    'additive',
    set(field('BlockedSlotList', 'events', 'minItems'), 1),
    'minItems',
  ],
  ['a part of an answer dropped', 'breaking', drop(schema('Appointment', 'allOf', 1)), 'allOf'],
  ['a status more', 'additive', set(list('responses', '418'), { description: 'More.' }), '418'],
  ['a status less', 'breaking', drop(list('responses', '422')), '422'],
  [
    'a header of another type',
    'breaking',
    set(component('headers', 'Retry-After', 'schema', 'type'), 'integer'),
    'Retry-After',
  ],
  // Operations, and who may call them.
  [
    'an operation more',
    'additive',
    set(['paths', '/calendars/events', 'put'], {
      operationId: 'more',
      responses: { '200': { description: 'More.' } },
    }),
    'endpoint added',
  ],
  ['an operation less', 'breaking', drop(['paths', '/oauth/token']), 'removed'],
  ['an operationId renamed', 'breaking', set(list('operationId'), 'listAppointments'), 'listAppointments'],
  ['an operation under another tag', 'breaking', set(list('tags', 0), 'Block slots'), 'Calendars'],
  [
    'another scope',
    'breaking',
    set(list('security', 0, 'bearer', 0), 'calendars.readonly'),
    'refuses a token',
  ],
  ['a scope more', 'breaking', add(list('security', 0, 'bearer'), 'calendars.readonly'), 'refuses a token'],
  ['a scope less', 'additive', set(list('security'), [{ bearer: [] }]), 'scope'],
  ['another token as well', 'additive', add(list('security'), { agency: [] }), 'agency'],
  ['no token needed', 'additive', add(list('security'), {}), 'security'],
  ['another address', 'breaking', set(['servers', 0, 'url'], 'https://example.com'), 'url'],
  [
    'a schema renamed',
    'breaking',
    all(
      move(schema('DeletedEvent'), schema('Gone')),
      set(
        component('responses', 'DeletedEvent', 'content', 'application/json', 'schema', '$ref'),
        '#/components/schemas/Gone',
      ),
    ),
    'DeletedEvent',
  ],
  ['a schema that nothing uses', 'additive', set(schema('More'), text), 'More'],
  ['an extension of another tool', 'additive', set(list('x-mark'), true), 'x-mark'],
  // Words.
  [
    'another description',
    'editorial',
    set(schema('BlockSlot', 'description'), 'More.'),
    '/components/schemas/BlockSlot/description',
  ],
  ['another summary', 'editorial', set(create('summary'), 'More.'), '/summary'],
  [
    'another example',
    'editorial',
    set(component('responses', 'Forbidden', 'content', 'text/html', 'examples', 'edge', 'value'), 'More.'),
    '/examples/edge',
  ],
  ['another title of the document', 'editorial', set(['info', 'title'], 'More.'), '/info/title'],
]
