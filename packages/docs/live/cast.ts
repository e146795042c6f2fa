import { createElement } from './dom/element.ts'

/** Adds a button to a recorded terminal that plays it or shows its end. It does not move by itself where less motion is wanted. */
export function mount(element: HTMLElement): void {
  const picture = element.querySelector('img')
  if (picture === null) throw new Error('Expected a recorded terminal to hold its picture.')
  const [address = ''] = picture.src.split('#')
  const button = createElement('button', { type: 'button' })
  let plays = 0
  const show = (isPlaying: boolean): void => {
    button.textContent = isPlaying ? 'Show the end' : 'Play'
    // A picture that was shown before would go on where it was.
    picture.src = isPlaying ? `${address}?${(plays += 1)}` : `${address}#still`
  }
  button.addEventListener('click', () => show(button.textContent === 'Play'))
  element.append(createElement('div', { class: 'live-bare' }, button))
  show(!matchMedia('(prefers-reduced-motion: reduce)').matches)
}
