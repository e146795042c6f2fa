import type { Value } from '../block.ts'
import type { ShownBlock, ShownState } from './calendar.ts'
import { dayMinutes, minutesBetween, readInstant, type Day } from './day.ts'

/** The mark of what is drawn: the state of its block, or `was` for the time that an update takes it away from. */
export type DrawnState = ShownState | 'was'

/** A time to draw. An update that moves its block has two. */
export type Figure = {
  readonly block: ShownBlock
  readonly state: DrawnState
  readonly title: string
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
}

/** The part of a figure on one day. */
export type Piece = {
  readonly figure: Figure
  /** Index of the day. */
  readonly day: number
  /** Minutes of the day's clock, from 0 to 1440. */
  readonly top: number
  readonly bottom: number
  /** It began on a day before. */
  readonly isContinued: boolean
  /** It goes on on the next day. */
  readonly goesOn: boolean
}

/** A piece in one of the lanes that pieces at the same time share; it ends before the next lane that is taken meanwhile. */
export type LaidPiece = Piece & { readonly lane: number; readonly end: number; readonly lanes: number }

/** Returns the times to draw of blocks, and the blocks whose times cannot be read. */
export function drawBlocks(blocks: readonly ShownBlock[]): {
  readonly figures: readonly Figure[]
  readonly unreadable: readonly ShownBlock[]
} {
  const figures: Figure[] = []
  const unreadable: ShownBlock[] = []
  for (const block of blocks) {
    const { was } = block
    const [now, before] = [createFigure(block, block, block.state), was && createFigure(block, was, 'was')]
    if (now === undefined) unreadable.push(block)
    else figures.push(now)
    const isMoved =
      before !== undefined && (now === undefined || before.from !== now.from || before.to !== now.to)
    if (isMoved) figures.push(before)
  }
  return { figures, unreadable }
}

function createFigure(
  block: ShownBlock,
  { startTime, endTime, title }: Value,
  state: DrawnState,
): Figure | undefined {
  const [from, end] = [readInstant(startTime), readInstant(endTime)]
  if (Number.isNaN(from) || Number.isNaN(end)) return undefined
  return { block, state, title, from, to: Math.max(from, end) }
}

/** True for a figure that touches the time of days. One without length belongs to the moment of its start. */
export const touches = ({ from, to }: Figure, { start, end }: Pick<Day, 'start' | 'end'>): boolean =>
  from < end && (to > start || (from === to && from >= start))

/** Cuts figures into their pieces on days, in order of time. */
export function cutByDay(figures: readonly Figure[], days: readonly Day[]): Piece[] {
  return days.flatMap((day, index) =>
    figures
      .filter((figure) => touches(figure, day))
      .map((figure) => ({
        figure,
        day: index,
        ...minutesBetween(day, Math.max(figure.from, day.start), Math.min(figure.to, day.end)),
        isContinued: figure.from < day.start,
        goesOn: figure.to > day.end,
      })),
  )
}

/** The range of minutes that a piece takes in a picture, which is coarser than a minute. */
export type Snap = (top: number, bottom: number) => readonly [top: number, bottom: number]

/** Lays the pieces of a day side by side where they would lie on each other. */
export function layLanes(pieces: readonly Piece[], snap: Snap): LaidPiece[] {
  const inOrder = pieces
    .map((piece) => {
      const [top, bottom] = snap(piece.top, piece.bottom)
      return { ...piece, top, bottom }
    })
    .toSorted((one, other) => one.top - other.top || other.bottom - one.bottom)
  const laid: LaidPiece[] = []
  let cluster: Piece[] = []
  let end = 0
  for (const piece of inOrder) {
    if (cluster.length > 0 && piece.top >= end) {
      laid.push(...layCluster(cluster))
      cluster = []
    }
    end = Math.max(end, piece.bottom)
    cluster.push(piece)
  }
  return [...laid, ...layCluster(cluster)]
}

/** Puts each piece of a cluster into the first lane that is free. */
function layCluster(cluster: readonly Piece[]): LaidPiece[] {
  const ends: number[] = []
  const lanes = cluster.map(({ top, bottom }) => {
    const free = ends.findIndex((end) => end <= top)
    const lane = free === -1 ? ends.length : free
    ends[lane] = bottom
    return lane
  })
  const laid = cluster.map((piece, index) => ({ ...piece, lane: lanes[index] ?? 0, lanes: ends.length }))
  return laid.map((piece) => ({ ...piece, end: nextLane(piece, laid, piece) }))
}

/** The next lane after that of a piece that is taken at some time of a range. */
export const nextLane = (
  { lane, lanes }: Pick<LaidPiece, 'lane' | 'lanes'>,
  others: readonly Pick<LaidPiece, 'lane' | 'top' | 'bottom'>[],
  { top, bottom }: Pick<Piece, 'top' | 'bottom'>,
): number =>
  others.reduce(
    (next, other) =>
      other.lane > lane && other.lane < next && other.top < bottom && other.bottom > top ? other.lane : next,
    lanes,
  )

const beginsAtMidnight = ({ isContinued, top }: Piece): boolean => isContinued || top === 0
const endsAtMidnight = ({ goesOn, bottom }: Piece): boolean => goesOn || bottom >= dayMinutes - 1

/** True for a piece that takes all of its day. */
export const isWholeDay = (piece: Piece): boolean => beginsAtMidnight(piece) && endsAtMidnight(piece)

/** The hours that are always shown. */
const workingHours = [480, 1080] as const
/** Shorter times between the shown ones are not left out. */
const minGap = 120

/** A range of minutes of a day. */
export type MinuteRange = { readonly from: number; readonly to: number }

/**
 * The minutes of a day that a picture shows: working hours, and those of each piece. Of a piece that goes on over midnight, and of
 * one that begins or ends there, an hour is enough, or every night that is closed would be drawn.
 */
export function shownMinutes(pieces: readonly Piece[]): readonly MinuteRange[] {
  const needed = pieces.flatMap((piece): MinuteRange[] => {
    const [from, to] = [floorHour(piece.top), ceilHour(piece.bottom)]
    const [isOpenAbove, isOpenBelow] = [beginsAtMidnight(piece), endsAtMidnight(piece)]
    if (isOpenAbove && isOpenBelow) return []
    if (isOpenAbove) return [{ from: to - 60, to }]
    if (isOpenBelow) return [{ from, to: from + 60 }]
    return [{ from, to }]
  })
  const [from, to] = workingHours
  const inOrder = [{ from, to }, ...needed].toSorted((one, other) => one.from - other.from)
  const ranges: MinuteRange[] = []
  for (const range of inOrder) {
    const last = ranges.at(-1)
    if (last !== undefined && range.from - last.to < minGap)
      ranges[ranges.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    else ranges.push(range)
  }
  return ranges
}

const floorHour = (minute: number): number => Math.min(Math.floor(minute / 60) * 60, dayMinutes - 60)
const ceilHour = (minute: number): number => Math.max(Math.ceil(minute / 60) * 60, 60)
