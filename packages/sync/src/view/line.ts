/** The styles of a segment, as `util.styleText` of Node names them. */
export type SegmentStyle =
  | 'bold'
  | 'dim'
  | 'red'
  | 'green'
  | 'yellow'
  | 'blue'
  | 'cyan'
  | 'magenta'
  | 'strikethrough'

/** A piece of a line in one style; a string has none. */
export type Segment = string | { readonly text: string; readonly style: SegmentStyle }

/** A line of a picture, without control characters: what prints it adds the colours, or leaves them out. */
export type Line = readonly Segment[]
