import type { CheckState } from '../check.ts'

/** What is measured: what the library assumes of it, and why that matters. */
export const topics = {
  lag: {
    about: 'A new block is listed',
    assumed: 'within 10 s',
    matters: 'where a response is lost the list is read for 10 s',
  },
  late: {
    about: 'A block whose request was cut appears',
    assumed: 'within 10 s, or never',
    matters: 'it is sent again after that, and would be there twice',
  },
  titles: {
    about: 'Titles come back',
    assumed: 'equal except for spaces, entities and invisible characters',
    matters: 'a block is recognised by its title and its times',
  },
  times: {
    about: 'Times come back',
    assumed: 'as the same instants',
    matters: 'a block is recognised by its title and its times',
  },
  dates: {
    about: 'Rows of a list say when they were added',
    assumed: 'always, by the clock of the service',
    matters: 'without it an older equal block looks like a new one',
  },
  order: {
    about: 'Lists are ordered',
    assumed: 'in any way',
    matters: 'a list that is cut lacks what comes last',
  },
  length: {
    about: 'Long lists are complete',
    assumed: 'yes, but never relied on',
    matters: 'what a list does not show may be there all the same',
  },
  edges: {
    about: 'Lists contain what overlaps their range',
    assumed: 'yes; what only touches it, perhaps',
    matters: 'the blocks of a day are listed by its range',
  },
  delete: {
    about: 'Deleting what is not there',
    assumed: '404 for what never was, 400 for what is deleted already',
    matters: 'a repeated deletion is not a failure',
  },
  key: {
    about: 'An Idempotency-Key',
    assumed: 'is ignored',
    matters: 'if it were honoured it would prevent blocks that are there twice',
  },
  limit: {
    about: 'The rate limit is announced',
    assumed: 'by every response',
    matters: 'the pace follows it',
  },
  failures: {
    about: 'Requests fail at random',
    assumed: 'with 401 or 503, now and then',
    matters: 'these are tried again',
  },
} as const

/** The name of what is measured. */
export type Topic = keyof typeof topics

/** What was found: `ok`, what is assumed; `warning`, something else; `unknown`, it does not show; `failed`, not measured. */
export type Finding = {
  readonly topic: Topic
  readonly state: CheckState
  /** What was found, in words. */
  readonly found: string
  /** The values that were measured. */
  readonly samples: unknown
}

/** Formats a duration in seconds. */
export const formatSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** Formats a number of blocks. */
export const countBlocks = (count: number): string => `${count} ${count === 1 ? 'block' : 'blocks'}`
