import { expect, test } from 'vitest'
import type { Config } from '../../src/config/index.ts'
import { configSchema } from '../../src/config/schema.ts'
import type { Source } from '../../src/source/source.ts'

/** A type with every key of another one, also those that may be left out. */
type Full<Value> = Value extends Source
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly Full<Item>[]
    : Value extends object
      ? { [Key in keyof Value]-?: Full<NonNullable<Value[Key]>> }
      : Value

const hours = ['09:00-17:00']
const items: Source = async function* () {}

/** The compiler finds a key that is missing here, and the schema one that it does not know. */
const everyKey: Full<Config> = {
  $schema: './node_modules/@block-slots/sync/schema.json',
  version: 1,
  name: 'clinic',
  state: 'state.db',
  zone: 'Europe/Berlin',
  window: { from: '2026-12-24', days: 30 },
  location: 'C2QujeCh8ZnC7al2InWR',
  token: 'env:HIGHLEVEL_TOKEN',
  owners: { anna: { user: '0007BWpSzSwfiuSl0tR2', calendar: 'CVokAlI8fgw4WYWoCtQz', zone: 'UTC' } },
  locations: {
    berlin: {
      id: 'a',
      token: 'file:token.txt',
      zone: 'UTC',
      owners: { anna: { user: '0007BWpSzSwfiuSl0tR2', calendar: 'CVokAlI8fgw4WYWoCtQz', zone: 'UTC' } },
    },
  },
  agency: { company: 'a', token: 'env:AGENCY_TOKEN' },
  sources: {
    every: {
      for: ['anna'],
      ics: 'env:ANNA_FEED_URL',
      holidays: { country: 'DE', region: 'by', kinds: ['public'] },
      'closed-outside': {
        monday: hours,
        tuesday: hours,
        wednesday: hours,
        thursday: hours,
        friday: hours,
        saturday: 'closed',
        sunday: 'closed',
        except: { '2026-12-24': 'closed' },
      },
      weekly: { days: ['mo', 'tuesday'], at: hours, except: ['2026-12-24'] },
      days: ['2026-12-24', { from: '2026-12-24', to: '2026-12-26', title: 'Absent', id: 'a' }],
      items,
      keep: { busy: true, tentative: true, 'all-day': true, 'title-matches': '^a', 'title-not': '^b' },
      attendee: ['anna@clinic.example'],
      'allow-private-addresses': false,
      title: 'Busy',
    },
  },
  rules: {
    mode: 'mirror',
    'on-appointments': 'refuse',
    'edited-by-hand': 'restore',
    'deleted-by-hand': 'keep',
    'max-delete': '20%',
  },
}

test('the schema knows every key of the type', () => {
  expect(configSchema.safeParse(everyKey).error?.issues).toBeUndefined()
})
