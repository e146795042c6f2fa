/** The owner of blocked time: a calendar of type `event`, or a user, whose blocks apply to all calendars of that user. */
export type Owner =
  | { readonly locationId: string; readonly calendarId: string; readonly userId?: never }
  | { readonly locationId: string; readonly userId: string; readonly calendarId?: never }

/** Identifies an owner in a store: `<locationId>/calendar/<id>` or `<locationId>/user/<id>`. */
export const ownerKey = ({ locationId, calendarId, userId }: Owner): string =>
  calendarId === undefined ? `${locationId}/user/${userId}` : `${locationId}/calendar/${calendarId}`

/** Reads the key of an owner. */
export function ownerOf(key: string): Owner {
  const [locationId = '', kind, id = ''] = key.split('/')
  return kind === 'calendar' ? { locationId, calendarId: id } : { locationId, userId: id }
}
