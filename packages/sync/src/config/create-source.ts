import { resolve } from 'node:path'
import { secret } from '@block-slots/client'
import type { DayHours } from '@block-slots/helpers'
import { days } from '../source/days.ts'
import { holidays } from '../source/holidays.ts'
import { hours } from '../source/hours.ts'
import { ics } from '../source/ics.ts'
import type { Source } from '../source/source.ts'
import { weekly } from '../source/weekly.ts'
import type { ConfigHours, ConfigKeep, ConfigSource, ConfigWeek } from './config.ts'

/** Values outside of its keys with which a source is created. */
export type SourceInputs = {
  /** Folder of the configuration, from which files are found. */
  readonly folder: string
  /** Address of its feed. */
  readonly feed: string | undefined
}

/**
 * Creates a source from its configuration.
 *
 * @throws {TypeError | RangeError} When it rejects its options, with a message for users.
 */
export function createSource(source: ConfigSource, { folder, feed }: SourceInputs): Source {
  const { title } = source
  if (source.items !== undefined) return source.items
  if (source.ics !== undefined) {
    const common = {
      keep: readKeep(source.keep ?? {}),
      attendee: source.attendee,
      allowPrivateAddresses: source['allow-private-addresses'],
      title,
    }
    return feed === undefined
      ? ics({ file: resolve(folder, source.ics), ...common })
      : ics({ url: secret(feed), ...common })
  }
  if (source.holidays !== undefined) return holidays({ ...source.holidays, title })
  if (source['closed-outside'] !== undefined) return hours({ ...readWeek(source['closed-outside']), title })
  if (source.weekly !== undefined) return weekly({ ...source.weekly, title: title ?? '' })
  return days({ days: source.days ?? [], title })
}

const readKeep = (keep: ConfigKeep) => ({
  busy: keep.busy,
  tentative: keep.tentative,
  allDay: keep['all-day'],
  titleMatches: keep['title-matches'],
  titleNot: keep['title-not'],
})

const readDays = (all: Readonly<Record<string, ConfigHours | undefined>>): DayHours =>
  Object.fromEntries(
    Object.entries(all).map(([day, ranges = 'closed']) => [day, ranges === 'closed' ? [] : ranges]),
  )

const readWeek = ({
  except = {},
  ...week
}: ConfigWeek): { readonly open: DayHours; readonly except: DayHours } => ({
  open: readDays(week),
  except: readDays(except),
})
