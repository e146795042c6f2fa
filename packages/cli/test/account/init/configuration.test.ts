import { loadConfig } from '@block-slots/sync/config'
import { expect, test } from 'vitest'
import { nameOwners, writeConfiguration, type Answers } from '../../../src/account/init/configuration.ts'
import { ids } from '../../run.ts'
import { createHome } from '../support.ts'

const answers: Answers = {
  location: ids.location,
  zone: 'America/New_York',
  owners: [
    { key: 'anna', type: 'user', id: ids.user },
    { key: 'meeting-room', type: 'calendar', id: ids.calendar },
  ],
}
const load = (text: string) => {
  const path = createHome().write('block-slots.yaml', text)
  return loadConfig({ path, env: { HIGHLEVEL_TOKEN: 't', FEED: 'https://example.com/a.ics' } })
}

test('all kinds of answers', async () => {
  const text = writeConfiguration({
    ...answers,
    holidays: { country: 'DE', region: 'BY' },
    hours: '09:00-17:00',
    feed: 'env:FEED',
  })
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(text).toMatchInlineSnapshot(`
    "# What block-slots keeps equal. To print what it would change: block-slots plan
    version: 1
    location: C2QujeCh8ZnC7al2InWR
    zone: America/New_York
    window: { days: 120 } # from today on; what is earlier or later is left alone

    # Whose time is blocked. "zone" gives an owner one of its own.
    owners:
      anna: { user: 0007BWpSzSwfiuSl0tR2 }
      meeting-room: { calendar: CVokAlI8fgw4WYWoCtQz }

    # Why it is blocked. "for" takes names of owners, or all.
    sources:
      holidays:
        for: all
        holidays: { country: DE, region: BY }
      opening-hours:
        for: all
        closed-outside:
          monday: [09:00-17:00]
          tuesday: [09:00-17:00]
          wednesday: [09:00-17:00]
          thursday: [09:00-17:00]
          friday: [09:00-17:00]
        title: Closed
      feed:
        for: all
        ics: env:FEED
        title: Busy # leave this out to show the titles of the feed
    "
  `)
  const { config } = await load(text)
  expect(Object.keys(config.owners)).toEqual(['anna', 'meeting-room'])
  expect(Object.keys(config.sources)).toEqual(['holidays', 'opening-hours', 'feed'])
})

test('without sources, examples that work are in it', async () => {
  const text = writeConfiguration(answers)
  expect(Object.keys((await load(text)).config.sources)).toEqual([])
  const changed = text.replace('sources: {}', 'sources:').replaceAll(/^#  /gm, '  ')
  expect(Object.keys((await load(changed)).config.sources)).toEqual(['holidays', 'lunch', 'away'])
})

test('values that YAML would read as something else', async () => {
  const feed = `file's: "a # b".ics`
  const owners = nameOwners([
    { type: 'user', id: 'a', name: 'Null' },
    { type: 'user', id: 'b', name: '1e3' },
    { type: 'user', id: 'c', name: 'All' },
    { type: 'user', id: 'd', name: 'Jörg  Müller (Praxis): #1' },
    { type: 'user', id: 'e', name: '\u202e !' },
    { type: 'calendar', id: 'f', name: 'jörg müller praxis 1' },
    { type: 'user', id: 'g' },
  ])
  expect(owners.map(({ key }) => key)).toEqual([
    'null',
    '1e3',
    'all-2',
    'jörg-müller-praxis-1',
    'user',
    'jörg-müller-praxis-1-2',
    'g',
  ])
  const written = owners.map((owner) => ({ ...owner, id: owner.id.padEnd(20, '0') }))
  const { config } = await load(
    writeConfiguration({ ...answers, owners: written, feed: feed.replace(':', '') }),
  )
  expect(Object.keys(config.owners)).toEqual(owners.map(({ key }) => key))
})

test.each(['12345678901234567890', '1234567890123456e789'])('the id %s is no number', async (id) => {
  const { config } = await load(
    writeConfiguration({ ...answers, owners: [{ key: 'anna', type: 'user', id }] }),
  )
  expect(config.owners).toMatchObject({ anna: { userId: id } })
})
