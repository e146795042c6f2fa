import {
  createElement,
  createField,
  createInput,
  createProblem,
  createResult,
  createTable,
} from './dom/element.ts'
import { createZoneField, today } from './dom/zone.ts'
import { exampleFeed, type Feed, readFeed } from './logic/feed.ts'
import { dateAfter, mondayOf } from './logic/week.ts'

/** A form that reads an .ics file in the page. The file is read by the browser and sent nowhere. */
export function mount(element: HTMLElement): void {
  const file = createElement('input', { type: 'file', accept: '.ics,text/calendar' })
  const from = createInput('date', mondayOf(today()))
  const to = createInput('date', dateAfter(from.value, 27))
  const zone = createZoneField('Time zone')
  const example = createElement('button', { type: 'button' }, 'Read an example')
  const result = createResult()
  let source: Blob | undefined
  let reads = 0

  const show = async (): Promise<void> => {
    if (source === undefined) return
    const read = (reads += 1)
    const days = { from: from.value, to: to.value, timeZone: zone.input.value.trim() }
    const feed = await readFeed(source.stream(), days)
    // A later choice may have been read before.
    if (read === reads) result.replaceChildren(...drawFeed(feed))
  }
  const choose = (chosen: Blob | undefined): void => {
    source = chosen ?? source
    void show()
  }
  file.addEventListener('change', () => choose(file.files?.[0]))
  example.addEventListener('click', () => {
    file.value = ''
    choose(new Blob([exampleFeed(from.value)]))
  })
  const drop = createElement(
    'div',
    { class: 'live-drop live-wide' },
    createField('Choose an .ics file, or drop one here', file),
  )
  listenForDrop(drop, choose)
  const form = createElement(
    'form',
    {},
    drop,
    createField('First day', from),
    createField('Last day', to),
    zone.field,
    example,
  )
  for (const input of [from, to, zone.input]) input.addEventListener('input', () => void show())
  form.addEventListener('submit', (event) => event.preventDefault())
  element.replaceChildren(createElement('div', { class: 'live' }, form, result))
}

function listenForDrop(place: HTMLElement, choose: (chosen: Blob | undefined) => void): void {
  place.addEventListener('dragover', (event) => {
    event.preventDefault()
    place.dataset['over'] = ''
  })
  place.addEventListener('dragleave', () => delete place.dataset['over'])
  place.addEventListener('drop', (event) => {
    event.preventDefault()
    delete place.dataset['over']
    choose(event.dataTransfer?.files[0])
  })
}

function drawFeed({ rows, more, warnings, problem }: Feed): HTMLElement[] {
  const count = rows.length + more
  const table = createTable(
    ['When', 'Title', 'Kind'],
    rows.map(({ when, title, note }) => [when, title, note]),
  )
  return [
    ...(problem === undefined ? [] : [createProblem(problem)]),
    createElement(
      'p',
      {},
      `${count} busy ${count === 1 ? 'time' : 'times'}${more > 0 ? `, the first ${rows.length}` : ''}`,
    ),
    ...(rows.length > 0 ? [table] : []),
    ...(warnings.length > 0
      ? [createElement('p', {}, `${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`)]
      : []),
    ...warnings.map(({ message }) => createProblem(message)),
  ]
}
