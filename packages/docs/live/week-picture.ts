import {
  createChoice,
  createElement,
  createField,
  createInput,
  createProblem,
  createResult,
} from './dom/element.ts'
import { createZoneField, today } from './dom/zone.ts'
import { drawWeek, shownStates, weekdays, type WrittenBlock } from './logic/week.ts'

const maxBlocks = 12

const firstBlocks: readonly WrittenBlock[] = [
  { day: 0, from: '09:00', to: '10:30', title: 'Dentist', state: 'create' },
  { day: 1, from: '12:00', to: '13:00', title: 'Lunch', state: 'there' },
  { day: 3, from: '14:00', to: '15:00', title: 'Visit', state: 'appointment' },
]

/** A form of a few blocks, and their week as the command line draws it. */
export function mount(element: HTMLElement): () => void {
  const name = createInput('text', 'anna')
  const date = createInput('date', today())
  const zone = createZoneField('Time zone')
  const rows: BlockRow[] = []
  const list = createElement('div', { class: 'live-wide live-rows' })
  const add = createElement('button', { type: 'button' }, 'Add a block')
  const problems = createResult()
  const frame = createElement('iframe', { title: 'The week as a page', sandbox: 'allow-same-origin' })
  const screen = createElement('pre', {
    class: 'live-screen',
    tabindex: '0',
    'aria-label': 'The week as text',
  })
  const text = createElement('details', {}, createElement('summary', {}, 'The same in a terminal'), screen)

  const show = (): void => {
    const blocks = rows.map(({ read }) => read())
    const drawn = drawWeek({ name: name.value, date: date.value, timeZone: zone.input.value.trim(), blocks })
    problems.replaceChildren(...drawn.problems.map(createProblem))
    frame.srcdoc = drawn.page
    screen.textContent = drawn.text
  }
  // The page has no script, so it cannot tell how high it is.
  frame.addEventListener('load', () => {
    const height = frame.contentDocument?.documentElement.scrollHeight ?? 0
    if (height > 0) frame.style.height = `${height + 2}px`
  })
  const remove = (row: BlockRow): void => {
    rows.splice(rows.indexOf(row), 1)
    row.element.remove()
    change()
    add.focus()
  }
  const change = (): void => {
    for (const [index, { legend }] of rows.entries()) legend.textContent = `Block ${index + 1}`
    add.disabled = rows.length >= maxBlocks
    show()
  }
  const append = (block: WrittenBlock): BlockRow => {
    const row = createRow(block, () => remove(row))
    rows.push(row)
    list.append(row.element)
    return row
  }
  add.addEventListener('click', () => {
    append({ day: 4, from: '09:00', to: '10:00', title: 'Meeting', state: 'create' })
      .element.querySelector('select')
      ?.focus()
    change()
  })
  for (const block of firstBlocks) append(block)
  const form = createElement(
    'form',
    {},
    createField('Name', name),
    createField('A day of the week', date),
    zone.field,
    list,
    add,
  )
  form.addEventListener('input', show)
  form.addEventListener('submit', (event) => event.preventDefault())
  element.replaceChildren(createElement('div', { class: 'live' }, form, problems, frame, text))
  change()
  return followScheme(frame)
}

type BlockRow = {
  readonly element: HTMLElement
  readonly legend: HTMLElement
  readonly read: () => WrittenBlock
}

function createRow(block: WrittenBlock, remove: () => void): BlockRow {
  const day = createChoice(
    weekdays.map((words, index) => [index, words] as const),
    block.day,
  )
  const [from, to] = [createInput('time', block.from), createInput('time', block.to)]
  const title = createInput('text', block.title)
  const state = createChoice(shownStates, block.state)
  const button = createElement('button', { type: 'button' }, 'Remove')
  button.addEventListener('click', remove)
  const legend = createElement('legend')
  const fields = [
    createField('Day', day.control),
    createField('From', from),
    createField('To', to),
    createField('Title', title),
    createField('State', state.control),
    button,
  ]
  return {
    element: createElement('fieldset', {}, legend, ...fields),
    legend,
    read: () => ({
      day: day.read(),
      from: from.value,
      to: to.value,
      title: title.value,
      state: state.read(),
    }),
  }
}

/** Shows the page in the frame light or dark as the site is. */
function followScheme(frame: HTMLElement): () => void {
  const root = document.documentElement
  const follow = (): void =>
    void (frame.style.colorScheme = root.classList.contains('dark') ? 'dark' : 'light')
  const observer = new MutationObserver(follow)
  observer.observe(root, { attributeFilter: ['class'] })
  follow()
  return () => observer.disconnect()
}
