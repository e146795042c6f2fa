import { createElement } from './dom/element.ts'

/**
 * Adds a button to a recorded terminal that plays it or shows its end. It plays when it is first seen, and not by itself where
 * less motion is wanted.
 */
export function mount(element: HTMLElement): () => void {
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
  const seen = new IntersectionObserver(
    ([entry]) => {
      if (entry?.isIntersecting !== true) return
      seen.disconnect()
      if (plays === 0) show(true)
    },
    { threshold: 0.6 },
  )
  button.addEventListener('click', () => show(button.textContent === 'Play'))
  // On a phone the terminal is wider than the screen.
  const screen = createElement(
    'div',
    { class: 'live-cast', tabindex: '0', role: 'group', 'aria-label': 'A terminal' },
    picture,
  )
  element.replaceChildren(screen, createElement('div', { class: 'live-bare' }, button))
  show(false)
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) seen.observe(screen)
  return () => seen.disconnect()
}
