/** A part of a page that runs in it: fills the element, and returns how to end what it has started, if anything. */
type LivePart = { readonly mount: (element: HTMLElement) => (() => void) | void }

/** The parts by the names of their files. Each is loaded by the pages that show it alone. */
const parts: Readonly<Record<string, () => Promise<LivePart>>> = import.meta.glob<LivePart>('../../live/*.ts')

const endings = new Map<HTMLElement, (() => void) | void>()

/** Fills every `<div data-live="name">` of the page, and ends the parts of the page before. */
export async function mountParts(): Promise<void> {
  for (const [element, end] of endings) {
    if (element.isConnected) continue
    endings.delete(element)
    end?.()
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-live]')) {
    if (endings.has(element)) continue
    endings.set(element, undefined)
    const load = parts[`../../live/${element.dataset['live']}.ts`]
    if (load === undefined)
      throw new Error(`Expected packages/docs/live/${element.dataset['live']}.ts to exist.`)
    const { mount } = await load()
    if (element.isConnected) endings.set(element, mount(element))
  }
}
