import { DateTime } from 'luxon'
// oxlint-disable-next-line import/default -- To Node it is CommonJS, whatever its types say.
import rrule from 'rrule'
import { RRuleTemporal } from 'rrule-temporal'
import { type BlockTimes, repeatTimes, toOffsetDateTime } from '@block-slots/helpers/src/index.ts'
import type { Candidate } from './measure.ts'

// oxlint-disable-next-line import/no-named-as-default-member -- The same.
const { RRule } = rrule
const timeZone = 'America/New_York'
const recurrence = 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'
// Five years of weekdays, 261 weeks: 1,305 blocks.
const firstDay = '2024-01-01'
const lastDay = '20281231T'

function block(start: string, end: string): BlockTimes {
  return {
    startTime: toOffsetDateTime(start, { timeZone }),
    endTime: toOffsetDateTime(end, { timeZone }),
  }
}

function ours(): BlockTimes[] {
  return [
    ...repeatTimes({
      from: `${firstDay}T12:00`,
      to: '13:00',
      timeZone,
      rrule: recurrence,
      between: { from: firstDay, to: '2028-12-31' },
    }),
  ]
}

/** A block by a date whose UTC fields are the wall time of the start. */
function fromFloating(date: Date): BlockTimes {
  const day = date.toISOString().slice(0, 11)
  return block(`${day}12:00`, `${day}13:00`)
}

/** rrule without zones, and our conversion. */
function rrulePlain(): BlockTimes[] {
  const rule = RRule.fromString(`DTSTART:20240101T120000Z\nRRULE:${recurrence};UNTIL=${lastDay}235959Z`)
  return rule.all().map(fromFloating)
}

/** rrule with the zone as documented: its dates are in the host's zone. */
function rruleZone(): BlockTimes[] {
  const rule = RRule.fromString(
    `DTSTART;TZID=${timeZone}:20240101T120000\nRRULE:${recurrence};UNTIL=${lastDay}235959Z`,
  )
  return rule.all().map((date) => ({
    startTime: toOffsetDateTime(date, { timeZone }),
    endTime: toOffsetDateTime(Number(date) + 3_600_000, { timeZone }),
  }))
}

/** rrule-temporal in plain local time, and our conversion. */
function rruleTemporalPlain(): BlockTimes[] {
  const rule = new RRuleTemporal({
    rruleString: `DTSTART:20240101T120000Z\nRRULE:${recurrence};UNTIL=${lastDay}235959Z`,
  })
  return rule.all().map((time) => fromFloating(new Date(time.epochMilliseconds)))
}

/** rrule-temporal as documented: with the zone, and Temporal's own strings. */
function rruleTemporal(): BlockTimes[] {
  const rule = new RRuleTemporal({
    rruleString: `DTSTART;TZID=${timeZone}:20240101T120000\nRRULE:${recurrence};UNTIL=${lastDay}235959Z`,
  })
  return rule.all().map((time) => ({
    startTime: time.toString({ timeZoneName: 'never' }),
    endTime: time.add({ hours: 1 }).toString({ timeZoneName: 'never' }),
  }))
}

/** A loop over the days with luxon, which has no recurrence rules. */
function luxon(): BlockTimes[] {
  const blocks: BlockTimes[] = []
  const last = DateTime.fromISO('2029-01-01', { zone: timeZone }).toMillis()
  let day = DateTime.fromISO(`${firstDay}T12:00`, { zone: timeZone })
  for (; day.toMillis() < last; day = day.plus({ days: 1 })) {
    if (day.weekday > 5) continue
    const [startTime, endTime] = [day, day.plus({ hours: 1 })].map(
      (time) => time.toISO({ suppressMilliseconds: true }) ?? '',
    )
    blocks.push({ startTime: startTime ?? '', endTime: endTime ?? '' })
  }
  return blocks
}

/** The same series by every library, with the number of blocks that differ from the first. */
export function recurrences(): Candidate[] {
  const expected = ours()
  if (expected.length !== 1305) throw new Error(`There are ${expected.length} blocks, not 1,305`)
  const all: readonly (readonly [name: string, expand: () => BlockTimes[], min?: number])[] = [
    ['**repeatTimes**', ours],
    ['rrule-temporal in plain local time + toOffsetDateTime', rruleTemporalPlain, 2.5],
    ['rrule in plain local time + toOffsetDateTime', rrulePlain],
    ['rrule-temporal with TZID, Temporal strings', rruleTemporal],
    ['luxon, a loop over the days', luxon],
    ['rrule with TZID + toOffsetDateTime', rruleZone],
  ]
  return all.map(([name, expand, min]) => {
    const blocks = expand()
    const same = expected.filter(
      ({ startTime, endTime }, index) =>
        startTime === blocks[index]?.startTime && endTime === blocks[index].endTime,
    )
    const wrong = Math.max(blocks.length, expected.length) - same.length
    return {
      name,
      min,
      run: (): number => (expand().length > 0 ? 1 : 0),
      note: wrong === 0 ? '' : `${wrong} of 1,305 blocks differ`,
    }
  })
}
