import { expect, test } from 'vitest'
import { readFeed, readHours, readPlace } from '../../../src/account/init/answers.ts'

test.each([
  ['9-17', '09:00-17:00'],
  [' 9:00 - 17:30 ', '09:00-17:30'],
  ['08:15 to 24:00', '08:15-24:00'],
  ['9am-5pm', '09:00-17:00'],
  ['12 p.m. to 5:30 PM', '12:00-17:30'],
])('hours: %s', (text, hours) => {
  expect(readHours(text)).toBe(hours)
})

test.each(['', '17-9', '9-9', '9', '9-25', '9:75-10', '9m-17', '13pm-14pm', '20-24:01'])(
  'no hours: %s',
  (text) => {
    expect(() => readHours(text)).toThrow(`Expected hours such as 9:00-17:00 and got "${text}".`)
  },
)

test.each([
  ['env:FEED', 'env:FEED'],
  ['staff.ics', 'staff.ics'],
  ['../feeds/my staff.ics', '../feeds/my staff.ics'],
  ['webcal://example.com/a.ics', 'https://example.com/a.ics'],
  [' https://example.com/basic?key=1 ', 'https://example.com/basic?key=1'],
])('feed: %s', (text, feed) => {
  expect(readFeed(text)).toBe(feed)
})

test.each(['', 'http://secret.example.com/a.ics', 'staff.csv', 'env:'])('no feed: %s', (text) => {
  expect(() => readFeed(text)).toThrow('Expected the feed to be an https address, an .ics file or env:NAME.')
  expect(() => readFeed(text)).not.toThrow('secret')
})

test('places', async () => {
  expect(await readPlace('us')).toEqual({ country: 'US' })
  expect(await readPlace('US-CA')).toEqual({ country: 'US', region: 'CA' })
  expect(await readPlace('DE by-a')).toEqual({ country: 'DE', region: 'by-a' })
  await expect(readPlace('United States')).rejects.toThrow('Did you mean US (United States')
  expect(await readPlace('UK')).toEqual({ country: 'GB' })
  await expect(readPlace('ZZ')).rejects.toThrow('Unknown country "ZZ"')
  await expect(readPlace('')).rejects.toThrow('Expected country')
})
