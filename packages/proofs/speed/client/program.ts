/** The source of a program that creates blocks in one way: what it imports, sets up once, and does for each block. */
export type ProgramParts = {
  readonly imports?: string
  readonly setup?: string
  /** An expression that creates a block of the literal `body`: a promise of the created block. */
  readonly create: (body: string) => string
}

/** Path of the operation that every program calls. */
export const createPath = '/calendars/events/block-slots'

const fields = {
  calendarId: `calendarId: 'CVokAlI8fgw4WYWoCtQz'`,
  assignedUserId: `assignedUserId: '0007BWpSzSwfiuSl0tR2'`,
  locationId: `locationId: 'C2QujeCh8ZnC7al2InWR'`,
  title: 'title',
  startTime: 'startTime',
  endTime: 'endTime',
}

const { calendarId, assignedUserId, locationId, title, startTime, endTime } = fields
const literal = (...parts: readonly string[]): string => `{ ${parts.join(', ')} }`

/** The body that is sent. */
export const rightBody: string = literal(calendarId, locationId, title, startTime, endTime)

/** Bodies that the service refuses, or that lose a field, by what is wrong with them. */
export const wrongBodies: Readonly<Record<string, string>> = {
  'both ids': literal(calendarId, assignedUserId, locationId, title, startTime, endTime),
  'neither id': literal(locationId, title, startTime, endTime),
  'no locationId': literal(calendarId, title, startTime, endTime),
  'a number as startTime': literal(calendarId, locationId, title, 'startTime: 1_624_399_200_000', endTime),
  'a misspelt field': literal(calendarId, locationId, 'titel: title', startTime, endTime),
}

/** The module of a way, in TypeScript. Its `open` takes the address of the service and returns the function that creates. */
export const sourceOf = (
  { imports = '', setup = '', create }: ProgramParts,
  body: string = rightBody,
): string => `
${imports}
export function open(
  baseUrl: string,
): (title: string, startTime: string, endTime: string) => Promise<unknown> {
  ${setup}
  return async (title, startTime, endTime) => ${create(body)}
}
`
