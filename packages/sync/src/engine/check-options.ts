import { isTimeZone } from '@block-slots/helpers'
import { syncError } from '../error.ts'
import { maxDays, type SyncOptions } from '../options.ts'
import { isDate } from '../source/day.ts'

/**
 * Checks the options of `createSync`.
 *
 * @throws BlockSlotsError of code `invalid-input`.
 */
export function checkOptions({ config, clientOf, store }: SyncOptions): void {
  const { timeZone, window, owners, sources } = config
  check(
    typeof clientOf === 'function',
    'clientOf to be a function',
    clientOf,
    'Return a client for a location id.',
  )
  check(
    typeof store?.commit === 'function',
    'store to be a store',
    store,
    'Pass sqliteStore(path), for example.',
  )
  for (const [name, zone] of [
    ['config', timeZone],
    ...Object.entries(owners).map(
      ([owner, { timeZone: own = timeZone }]) => [`owner ${owner}`, own] as const,
    ),
  ] as const) {
    check(
      isTimeZone(zone),
      `the time zone of ${name} to be an IANA name`,
      zone,
      'Use one such as Europe/Berlin.',
    )
  }
  const { days, from = 'today' } = window
  const isDays = Number.isInteger(days) && days >= 1 && days <= maxDays
  check(isDays, `window.days to be a whole number from 1 to ${maxDays}`, days, 'Use one such as 120.')
  check(
    from === 'today' || isDate(from),
    'window.from to be today or a date',
    from,
    'Write a date as 2026-12-24.',
  )
  for (const [name, source] of Object.entries(sources)) {
    check(!name.includes('/'), 'the name of a source to have no slash', name, 'Rename it.')
    check(
      typeof source.items === 'function',
      `source ${name} to have items`,
      source.items,
      'Use ics(), for example.',
    )
    if (source.for === 'all') continue
    for (const owner of source.for) {
      const names = Object.keys(owners).join(', ')
      check(
        Object.hasOwn(owners, owner),
        `source ${name} to be for owners of the configuration`,
        owner,
        `Owners are ${names}.`,
      )
    }
  }
}

function check(isValid: boolean, what: string, got: unknown, remedy: string): void {
  if (!isValid) throw syncError('invalid-input', `Expected ${what} and got ${String(got)}. ${remedy}`)
}
