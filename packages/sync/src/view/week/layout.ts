/** How owners and days are divided over the columns of a terminal. */
export type WeekLayout = {
  /** Owners that are side by side. */
  readonly owners: number
  /** Days that are side by side. */
  readonly days: number
  /** Columns of the hours, `09:00 ` or `09 `. */
  readonly label: number
  /** Columns of a day with the line before it. */
  readonly day: number
}

/** The least columns for which a picture is made; a narrower terminal breaks its lines. */
export const minColumns = 20
/** Columns between two owners that are side by side. */
export const ownerGap = 2

/** The least columns of a day. Where a week has less, its days are divided. */
const minDay = 8
/** More columns would only part the days. */
const maxDay = 30
/** A row of days is at most a week. */
const maxDays = 7

const [wideLabel, narrowLabel] = [6, 3]

const dayColumns = (room: number, days: number): number => Math.min(maxDay, Math.floor(room / days))

/** Divides owners and days over columns: as many owners as have room for all days of a week, else the days of one. */
export function chooseLayout(owners: number, days: number, columns: number): WeekLayout {
  const week = Math.min(days, maxDays)
  for (let beside = owners; beside > 1; beside -= 1) {
    const width = Math.floor((columns - ownerGap * (beside - 1)) / beside)
    // Owners side by side gain more from wide days than from the minutes of a label.
    const label = width - wideLabel >= week * (minDay + 1) ? wideLabel : narrowLabel
    if (width - label >= week * minDay)
      return { owners: beside, days: week, label, day: dayColumns(width - label, week) }
  }
  const label = columns < 40 ? narrowLabel : wideLabel
  const fitting = Math.min(week, Math.max(1, Math.floor((columns - label) / minDay)))
  // Four and three days, not six and one.
  const even = Math.ceil(week / Math.ceil(week / fitting))
  return { owners: 1, days: even, label, day: dayColumns(columns - label, even) }
}
