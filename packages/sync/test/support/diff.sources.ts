import type { Value } from '../../src/block.ts'
import { mergeWanted, type NamedItem } from '../../src/diff/wanted.ts'
import type { SourceItem, Wanted } from '../../src/wanted.ts'
import { hour } from './diff.calendar.ts'

/** Titles of items; the service alters one of them. */
export const titles = ['Busy', 'Holiday', 'Tea*'] as const
/** Names of the sources. */
export const sources = ['one', 'two', 'three'] as const
/** Hours of the window. */
export const windowHours = 20

/** Draws from a seeded random number. */
export class Draw {
  readonly random: () => number

  constructor(random: () => number) {
    this.random = random
  }

  below(end: number): number {
    return Math.floor(this.random() * end)
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item
  }

  /** A value near a window that begins at an hour, so that values often overlap and are often equal. */
  value(from: number): Value {
    const start = from + this.below(windowHours + 4) - 2
    const offset = this.pick(['Z', '+01:00'] as const)
    const endTime = hour(start + 1 + this.below(2), offset)
    return { startTime: hour(start, offset), endTime, title: this.pick(titles) }
  }
}

/** Sources whose items come, go, move, and get other ids. */
export class Sources {
  readonly #items = new Map<string, SourceItem[]>(sources.map((name) => [name, []]))
  readonly #draw: Draw
  #next = 1

  constructor(draw: Draw) {
    this.#draw = draw
  }

  add(from: number, name: string = this.#draw.pick(sources)): void {
    this.#items.get(name)?.push({ item: this.#id(), ...this.#draw.value(from) })
  }

  change(from: number): void {
    const draw = this.#draw
    const name = draw.pick(sources)
    const items = this.#items.get(name) ?? []
    const at = draw.below(items.length)
    const item = items[at]
    if (item === undefined || draw.chance(0.25)) return this.add(from, name)
    const kind = draw.below(6)
    if (kind === 0) items.splice(at, 1)
    else if (kind === 1) items[at] = { ...item, title: draw.pick(titles) }
    else if (kind === 2) this.#items.get(draw.pick(sources))?.push({ ...item, item: this.#id() })
    // One item with several values.
    else if (kind === 3) items.push({ ...item, ...draw.value(from) })
    else if (kind === 4) {
      const renamed = items.map((each) => ({ ...each, item: this.#id() }))
      this.#items.set(name, renamed)
    } else items[at] = { ...item, ...draw.value(from) }
  }

  wanted(without?: string): Wanted[] {
    const items: NamedItem[] = [...this.#items]
      .filter(([source]) => source !== without)
      .flatMap(([source, all]) => all.map((item) => ({ source, item })))
    return mergeWanted(items)
  }

  #id(): string {
    this.#next += 1
    return `item-${this.#next}`
  }
}
