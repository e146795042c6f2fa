/** A rectangle on a page, in pixels, with what it shows. */
export type Box = {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly text: string
}

/** Rounding of the borders of two boxes that touch. */
const tolerance = 0.6

/** Pairs of boxes that cover each other. */
export function findOverlaps(boxes: readonly Box[]): string[] {
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter((other) => covers(one, other))
      .map((other) => `${one.text} / ${other.text}`),
  )
}

const covers = (one: Box, other: Box): boolean =>
  one.left + tolerance < other.right &&
  other.left + tolerance < one.right &&
  one.top + tolerance < other.bottom &&
  other.top + tolerance < one.bottom

/** Boxes that reach out of a page of that width. */
export const findOutside = (boxes: readonly Box[], width: number): string[] =>
  boxes.filter(({ left, right }) => left < -tolerance || right > width + tolerance).map(({ text }) => text)
