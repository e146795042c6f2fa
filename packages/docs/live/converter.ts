import {
  createCode,
  createElement,
  createField,
  createInput,
  createProblem,
  createResult,
  createTable,
} from './dom/element.ts'
import { createZoneField, today } from './dom/zone.ts'
import { describeChange, findClockChanges } from './logic/changes.ts'
import { convert, type Wanted } from './logic/convert.ts'
import { messageOf } from './logic/failure.ts'

/** A form that converts wall clocks to the two times of a block, and lists the days on which clocks change. */
export function mount(element: HTMLElement): void {
  const from = createInput('datetime-local', `${today()}T09:00`)
  const to = createInput('time', '10:30')
  const zone = createZoneField('Time zone')
  const result = createResult()
  const changes = createElement('div')

  const show = (): void => {
    const wanted = { from: from.value, to: to.value, timeZone: zone.input.value.trim() }
    result.replaceChildren(...drawTimes(wanted))
    changes.replaceChildren(...drawChanges(wanted, choose))
  }
  const choose = (clock: string): void => {
    from.value = clock
    show()
    from.focus()
  }
  const form = createElement(
    'form',
    {},
    createField('From', from),
    createField('To, the next time after it', to),
    zone.field,
  )
  form.addEventListener('input', show)
  form.addEventListener('submit', (event) => event.preventDefault())
  element.replaceChildren(createElement('div', { class: 'live' }, form, result, changes))
  show()
}

function drawTimes(wanted: Wanted): HTMLElement[] {
  const converted = convert(wanted)
  if ('problem' in converted) return [createProblem(converted.problem)]
  const { times, described, length, notes } = converted
  return [
    createCode(JSON.stringify(times, undefined, 2)),
    createElement('p', {}, `${described}, ${length}`),
    ...notes.map((note) => createElement('p', {}, note)),
  ]
}

function drawChanges({ from, timeZone }: Wanted, choose: (clock: string) => void): HTMLElement[] {
  const year = Number(from.slice(0, 4))
  try {
    const changes = findClockChanges(timeZone, year)
    if (changes.length === 0)
      return [createElement('p', {}, `The clocks of ${timeZone} do not change in ${year}.`)]
    const rows = changes.map((change) => {
      const { day, before, after } = change
      const button = createElement('button', { type: 'button', 'aria-label': `Use ${day}` }, day)
      // The reading that the change skips, or that it shows twice.
      button.addEventListener('click', () => choose(`${day}T${before < after ? before : after}`))
      return [button, `${before} becomes ${after}`, describeChange(change)]
    })
    return [
      createElement('p', {}, `Clocks of ${timeZone} change in ${year}:`),
      createTable(['Day', 'Clock', 'Time'], rows),
    ]
  } catch (error) {
    // A zone that is not known is named with the times.
    return year > 0 ? [] : [createProblem(messageOf(error))]
  }
}
