import type { CalendarType } from '@block-slots/client'
import {
  createChoice,
  createCode,
  createElement,
  createField,
  createInput,
  createProblem,
  createResult,
} from './dom/element.ts'
import { calendarTypes, findOwner } from './logic/owner.ts'

/** A form that finds whose time a block on a calendar takes, and the call to make. */
export function mount(element: HTMLElement): void {
  const type = createChoice(calendarTypes, 'round_robin')
  const members = createInput('number', '2')
  members.min = '0'
  members.max = '20'
  const result = createResult()

  const show = (): void => {
    const count = Math.min(20, Math.max(0, Math.trunc(members.valueAsNumber) || 0))
    result.replaceChildren(...drawOwner(type.read(), count))
  }
  const form = createElement(
    'form',
    {},
    createField('Type of the calendar', type.control),
    createField('Team members', members),
  )
  form.addEventListener('input', show)
  form.addEventListener('submit', (event) => event.preventDefault())
  element.replaceChildren(createElement('div', { class: 'live' }, form, result))
  show()
}

function drawOwner(calendarType: CalendarType, members: number): HTMLElement[] {
  const advice = findOwner(calendarType, members)
  if ('problem' in advice) return [createProblem(advice.problem)]
  return [
    createElement('p', {}, createElement('strong', {}, `Blocked: ${advice.who}`)),
    ...advice.effects.map((text) => createElement('p', {}, text)),
    createCode(advice.call),
  ]
}
