import { toOffsetDateTime } from '@block-slots/helpers'
import { type Context, describeReply, idOf, readUntil, sendCreate, type Slot } from './context.ts'
import type { DateSample, TimesSample } from './times.ts'
import { titleForms, type TitleSample } from './titles.ts'

/** What comes back of what was sent. */
export type EchoSamples = {
  readonly titles: readonly TitleSample[]
  readonly times: readonly TimesSample[]
  readonly dates: readonly DateSample[]
}

type Times = Pick<Slot, 'startTime' | 'endTime'>

const secondMs = 1000

/** Times that a service may change. */
const timeForms: Readonly<Record<string, (slot: Slot) => Times>> = {
  'the offset of the zone': ({ startTime, endTime }) => ({ startTime, endTime }),
  'the offset +05:30': ({ from, to }) => written(from, to, 'Asia/Kolkata'),
  'with seconds': ({ from, to }) => written(from + 15 * secondMs, to - 20 * secondMs, 'UTC'),
}

function written(from: number, to: number, timeZone: string): Times {
  return { startTime: toOffsetDateTime(from, { timeZone }), endTime: toOffsetDateTime(to, { timeZone }) }
}

/** Creates blocks with unusual titles and times, and reads them back. */
export async function measureEcho(context: Context): Promise<EchoSamples> {
  const { site, takeSlot } = context
  const wanted = [
    ...Object.entries(titleForms).map(([form, titleOf]) => ({
      form,
      title: titleOf(site.title),
      timesOf: undefined,
    })),
    ...Object.entries(timeForms).map(([form, timesOf]) => ({ form, title: site.title, timesOf })),
  ]
  const made: Awaited<ReturnType<typeof createOne>>[] = []
  for (const each of wanted) made.push(await createOne(each))
  const range = [made[0]?.slot.from ?? site.from, made.at(-1)?.slot.to ?? site.to] as const
  const ids = made.flatMap(({ id }) => id ?? [])
  const { rows } = await readUntil(context, range, ids)
  const listed = new Map(rows.map((row) => [row.id, row]))
  const titles: TitleSample[] = []
  const times: TimesSample[] = []
  const dates: DateSample[] = []
  for (const { form, title, sent, id, reply, isTimes } of made) {
    const row = id === undefined ? undefined : listed.get(id)
    if (row !== undefined) {
      const { sentAt, receivedAt } = reply
      dates.push({ ...(row.dateAdded && { dateAdded: row.dateAdded }), sentAt, receivedAt })
    }
    const rejected = id === undefined ? { rejected: describeReply(reply) } : {}
    const body: Partial<Times> & { readonly title?: unknown } = Object(reply.body)
    if (isTimes)
      times.push({ form, sent, responded: timesIn(body), ...rejected, ...(row && { listed: timesIn(row) }) })
    else
      titles.push({
        form,
        sent: title,
        responded: body.title,
        ...rejected,
        ...(row && { listed: row.title }),
      })
  }
  return { titles, times, dates }

  async function createOne({ form, title, timesOf }: (typeof wanted)[number]) {
    const slot = takeSlot()
    const sent = timesOf?.(slot) ?? { startTime: slot.startTime, endTime: slot.endTime }
    // That one form is rejected is a finding, and no reason to leave out the others.
    const reply = await sendCreate(context, slot, { title, ...sent })
    if (reply.status >= 500) throw new Error(`expected a new block and got ${describeReply(reply)}`)
    const id = reply.status < 300 ? idOf(reply.body) : undefined
    return { form, title, slot, sent, id, reply, isTimes: timesOf !== undefined }
  }
}

const timesIn = ({ startTime = '', endTime = '' }: Partial<Times>): Times => ({ startTime, endTime })
