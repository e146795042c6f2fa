import { isRecord } from '../guard.ts'
import { whichOwner } from '../http/hint.ts'
import type { components } from '../openapi.gen.ts'
import { examineOptions, type OptionNames } from '../options/read.ts'
import { checkOrder, readDateTime } from './date-time.ts'
import { checkId, checkOneOwner } from './id.ts'
import { refuse } from './refuse.ts'

type Schemas = components['schemas']

const owners = ['calendarId', 'assignedUserId'] as const

/** The fields of a block, in the order in which the documentation lists them. */
const blockFields: OptionNames<Schemas['CreateBlockSlot']> = {
  calendarId: true,
  assignedUserId: true,
  locationId: true,
  title: true,
  startTime: true,
  endTime: true,
}

/**
 * Checks a block to create, and copies it: what is sent is what was checked.
 *
 * @throws RangeError when a part of it cannot be used.
 */
export function checkNewBlock(block: unknown): Schemas['CreateBlockSlot'] {
  const { owner, locationId, title, times } = checkFields(block)
  const name = title === undefined ? {} : { title: checkTitle(title) }
  return { ...owner, locationId: checkId('locationId', locationId), ...name, ...times }
}

/**
 * Checks the new state of a block, and copies it.
 *
 * @throws RangeError when a part of it cannot be used.
 */
export function checkWholeBlock(block: unknown): Schemas['UpdateBlockSlot'] {
  const { owner, locationId, title, times } = checkFields(block)
  if (title === undefined) {
    throw new RangeError(
      'title must be given: an update replaces the block, so a title left out would be lost.',
    )
  }
  const location = locationId === undefined ? {} : { locationId: checkId('locationId', locationId) }
  return { ...owner, ...location, title: checkTitle(title), ...times }
}

/** The parts of a block that are checked in the same way for a create and an update. */
type CheckedFields = {
  readonly owner: { calendarId: string } | { assignedUserId: string }
  readonly times: { startTime: string; endTime: string }
  readonly locationId: unknown
  readonly title: unknown
}

function checkFields(block: unknown): CheckedFields {
  if (!isRecord(block)) refuse('a block', 'an object', block)
  const { picked, fault } = examineOptions<Record<keyof typeof blockFields, unknown>>(
    block,
    blockFields,
    'field',
  )
  const name = checkOneOwner(picked, owners, whichOwner)
  const id = checkId(name, picked[name])
  const start = readDateTime('startTime', picked.startTime)
  const end = readDateTime('endTime', picked.endTime)
  checkOrder(start.epochMs, end.epochMs)
  if (fault !== undefined) throw new RangeError(fault)
  return {
    owner: name === 'calendarId' ? { calendarId: id } : { assignedUserId: id },
    times: { startTime: start.text, endTime: end.text },
    locationId: picked.locationId,
    title: picked.title,
  }
}

/** Half a character, and every one that ends a line somewhere; the service refuses a title with a line break. */
const noTitle = /[\n\v\f\r\u0085\u2028\u2029\ud800-\udfff]/u

const checkTitle = (title: unknown): string =>
  typeof title === 'string' && !noTitle.test(title)
    ? title
    : refuse('title', 'one line of well-formed text', title)
