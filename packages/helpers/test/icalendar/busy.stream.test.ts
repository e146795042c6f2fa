import { describe, expect, test } from 'vitest'
import { busyTimes, type CalendarSource } from '../../src/icalendar/index.ts'
import { createCalendarReader } from '../../src/icalendar/calendar.ts'
import { createComponentReader } from '../../src/icalendar/component.ts'
import { createLineReader } from '../../src/icalendar/line.ts'
import { calendar, good, inWinter, readEach } from '../support/calendar.ts'

// A calendar of any size: single events, one series in a hundred events, and unread properties.
function* calendarOf(count: number): Generator<string> {
  yield 'BEGIN:VCALENDAR\r\n'
  for (let index = 0; index < count; index++) {
    const rule = index % 100 === 0 ? 'RRULE:FREQ=YEARLY\r\n' : ''
    const old = index % 200 === 0 ? 'RRULE:FREQ=YEARLY;UNTIL=20221201T000000Z\r\n' : rule
    yield `BEGIN:VEVENT\r\nUID:${index}\r\nDESCRIPTION:${'word '.repeat(20)}\r\nDTSTART:2022${index % 2 === 0 ? '01' : '02'}0${1 + (index % 9)}T090000Z\r\nDURATION:PT1H\r\n${old}END:VEVENT\r\n`
  }
  yield 'END:VCALENDAR\r\n'
}

describe('a stream', () => {
  test('of 200,000 events holds only those that can be in the window', { timeout: 60_000 }, () => {
    const seconds = (text: string): number => Date.parse(text) / 1000
    const reader = createCalendarReader(inWinter(), {
      from: seconds('2026-01-01T00:00Z'),
      to: seconds('2026-03-31T00:00Z'),
      end: 'midnight',
    })
    const lines = createLineReader(reader.warn)
    const components = createComponentReader()
    const encoder = new TextEncoder()
    let [held, blocks, text] = [0, 0, '']
    const take = (bytes?: Uint8Array): void => {
      for (const line of lines.read(bytes)) {
        for (const component of components.add(line)) {
          reader.read(component)
          if (component.name !== 'VCALENDAR') continue
          // Before this, the number only grows.
          held = reader.held()
          for (const some of reader.flush()) blocks += some.length
        }
      }
    }
    for (const piece of calendarOf(200_000)) {
      text += piece
      if (text.length < 60_000) continue
      take(encoder.encode(text))
      text = ''
    }
    take(encoder.encode(text))
    take()
    // 2,000 series, half of which end before the window.
    expect(held).toBe(1000)
    expect(reader.held()).toBe(0)
    expect(blocks).toBe(1000)
  })

  test('gives the blocks of a calendar at its end, reads no more than needed, and is closed by a break', async () => {
    let [asked, closed] = [0, false]
    async function* source(): AsyncGenerator<string> {
      try {
        for (;;) {
          asked++
          yield calendar(good)
        }
      } finally {
        closed = true
      }
    }
    for await (const { uid } of busyTimes(source(), inWinter())) {
      expect(uid).toBe('good')
      break
    }
    // The first calendar is complete when the next line begins.
    expect(asked).toBe(2)
    expect(closed).toBe(true)
  })

  test('of the web is cancelled by a break, with or without async iteration', async () => {
    for (const bare of [false, true]) {
      let cancelled = false
      const stream = new ReadableStream<Uint8Array>({
        start: (controller) =>
          controller.enqueue(new TextEncoder().encode(`${calendar(good)}${calendar(good)}`)),
        cancel: () => {
          cancelled = true
        },
      })
      const source = bare ? { getReader: () => stream.getReader() } : stream
      for await (const busy of busyTimes(source, inWinter())) {
        expect(busy.uid).toBe('good')
        break
      }
      expect(cancelled).toBe(true)
    }
  })

  test('passes its own error on, and is rejected unless it is text or bytes', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield 'BEGIN:VCALENDAR\r\n'
      throw new Error('the line went dead')
    }
    await expect(readEach(broken())).rejects.toThrow('the line went dead')
    // @ts-expect-error -- what the types forbid
    await expect(readEach([42])).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TypeError: A part of the calendar is 42. Every part must be a string or a Uint8Array.]`,
    )
  })

  test('may hold several calendars, each with its own series and zones', async () => {
    const series =
      'BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260302T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=2\r\nEND:VEVENT'
    const edit =
      'BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20260303T090000Z\r\nDTSTART:20260303T100000Z\r\nDURATION:PT1H\r\nEND:VEVENT'
    expect(await readEach(`\uFEFF${calendar(series)}\uFEFF${calendar(edit)}`)).toHaveLength(3)
    expect(await readEach(calendar(series, edit))).toHaveLength(2)
  })

  test('of the web passes its own error on, and is not cancelled after its end', async () => {
    let cancels = 0
    const stream = (read: () => Promise<{ done: boolean; value?: unknown }>): CalendarSource => ({
      getReader: () => ({
        read,
        cancel: () => {
          cancels++
          return Promise.reject(new Error('nothing to cancel'))
        },
      }),
    })
    const dead = stream(() => Promise.reject(new Error('the line went dead')))
    await expect(readEach(dead)).rejects.toThrow('the line went dead')
    expect(cancels).toBe(1)
    const texts = [calendar(good)]
    const ended = stream(() => {
      const value = texts.shift()
      return Promise.resolve({ done: value === undefined, value })
    })
    expect(await readEach(ended)).toHaveLength(1)
    expect(cancels).toBe(1)
    for await (const { uid } of busyTimes(
      stream(() => Promise.resolve({ done: false, value: calendar(good) })),
      inWinter(),
    )) {
      expect(uid).toBe('good')
      break
    }
    expect(cancels).toBe(2)
  })
})
