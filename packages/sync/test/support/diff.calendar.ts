import type { BlockedSlot } from '@block-slots/client'
import { isSameValue, valueKey, type Value } from '../../src/block.ts'
import { overlaps } from '../../src/time.ts'

/** A block as it really is: who made it, and what a machine last wrote to it. */
export type Row = {
  readonly id: string
  value: Value
  /** The machine that made it, and those that have adopted it because an unfinished create was equal. */
  readonly makers: Set<number>
  written?: Value
  /** A synchronised event, which is no block. */
  readonly isForeign?: boolean
}

/** Numbers from 0 up to 1, the same for the same seed: Tommy Ettinger's mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const firstMs = Date.UTC(2026, 11, 1)
const hourMs = 3_600_000

/** The hour of a small calendar, written with one of two offsets. */
export function hour(count: number, offset: 'Z' | '+01:00' = 'Z'): string {
  const shiftMs = offset === 'Z' ? 0 : hourMs
  return new Date(firstMs + count * hourMs + shiftMs).toISOString().replace('.000Z', offset)
}

/** What the service makes of a value: it does not keep asterisks. */
export const alter = (value: Value): Value => ({ ...value, title: value.title.replaceAll('*', '·') })

/** A calendar that several machines and people change. */
export class Calendar {
  readonly rows: Map<string, Row> = new Map()
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  /** Adds a block; the order of ids says nothing about the order of time. */
  add(value: Value, maker: number | 'person', isForeign = false): Row {
    const id = Math.floor(this.#random() * 2 ** 32)
      .toString(36)
      .padStart(7, '0')
    const isOwn = maker !== 'person'
    const row: Row = {
      id,
      value,
      makers: new Set(isOwn ? [maker] : []),
      isForeign,
      ...(isOwn && { written: value }),
    }
    this.rows.set(id, row)
    return row
  }

  /** The rows of a window as the service lists them, in no order. */
  list(window: { readonly from: string; readonly to: string }): BlockedSlot[] {
    const rows = [...this.rows.values()].filter(({ value }) => overlaps(value, window))
    rows.sort(() => this.#random() - 0.5)
    return rows.map(({ id, value, isForeign }) => ({
      id,
      ...value,
      ...(isForeign === true && { createdBy: { source: 'google' } }),
    }))
  }

  /** Native blocks that are equal to a value. */
  equalTo(value: Value): Row[] {
    return [...this.rows.values()].filter((row) => row.isForeign !== true && isSameValue(row.value, value))
  }

  /** Native blocks by value, of those that match. */
  groups(matches: (row: Row) => boolean): Row[][] {
    const groups = new Map<string, Row[]>()
    for (const row of this.rows.values()) {
      if (row.isForeign === true || !matches(row)) continue
      const key = valueKey(row.value)
      groups.set(key, [...(groups.get(key) ?? []), row])
    }
    return [...groups.values()]
  }
}
