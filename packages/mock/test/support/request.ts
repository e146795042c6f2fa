/** The ids of the contract's examples. */
const location = 'C2QujeCh8ZnC7al2InWR'
export const calendar = 'CVokAlI8fgw4WYWoCtQz'
export const user = '0007BWpSzSwfiuSl0tR2'
export const slots = '/calendars/events/block-slots'

/** The published request, without its owner. */
export const block = {
  locationId: 'C2QujeCh8ZnC7al2InWR',
  title: 'Test Event',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
}

/** The query of a list of one owner, over all time. */
export function everything(owner: Record<string, string>): Record<string, string | number> {
  return { locationId: location, startTime: 0, endTime: 4_102_444_800_000, ...owner }
}

/** Encodes the parameters of a URL. */
export function search(parameters: Record<string, string | number>): string {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])
  return new URLSearchParams(pairs).toString()
}
