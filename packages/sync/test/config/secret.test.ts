import { chmod, writeFile } from 'node:fs/promises'
import { platform } from 'node:process'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/index.ts'
import { env, loadText, messageOf, mistakesOf, token, valid, writeFolder } from '../support/config.ts'

const feedUrl = 'https://calendar.example/private-5f6e7d/basic.ics'
const withToken = (reference: string): string => `${valid}token: ${reference}\n`
const withFeed = (reference: string): string => valid.replace(/weekly: .*\n/, `ics: ${reference}\n`)

describe('a secret', () => {
  test('is a variable; the token of one sub-account has a default', async () => {
    const { secrets } = await loadText(withFeed('env:ANNA_FEED_URL'))
    expect(secrets()).toEqual([token, env['ANNA_FEED_URL']])
  })

  test('is a file beside the configuration, without the blanks around it', async () => {
    const cwd = await writeFolder({
      'a/block-slots.yaml': withToken('file:../token.txt'),
      'token.txt': `\n ${token}\n`,
    })
    const { secrets } = await loadConfig({ cwd: join(cwd, 'a'), env: {} })
    expect(secrets()).toEqual([token])
  })

  test.runIf(platform !== 'win32')('is no file that others may read', async () => {
    const cwd = await writeFolder({
      'block-slots.yaml': withToken("file:the token's.txt"),
      "the token's.txt": token,
    })
    const path = join(cwd, "the token's.txt")
    for (const mode of [0o640, 0o604, 0o620, 0o601]) {
      await chmod(path, mode)
      expect(await messageOf(loadConfig({ cwd, env }))).toBe(
        `sync: The configuration has an error.\nblock-slots.yaml:14:8: Expected the file the token's.txt of token to be readable by its owner alone and found that others may read it. Type: chmod 600 '${cwd}/the token'\\''s.txt'`,
      )
    }
    await chmod(path, 0o400)
    expect((await loadConfig({ cwd, env })).secrets()).toEqual([token])
  })

  test.each([
    ['env:EMPTY', 'Expected the variable EMPTY of token to be set and found it empty. Set it.'],
    ['env:ABSENT', 'Expected the variable ABSENT of token to be set and found it missing. Set it.'],
    ['env:toString', 'Expected the variable toString of token to be set and found it missing. Set it.'],
    ['env:BEARER', 'Expected the secret of token to be the token alone and found "Bearer" before it.'],
    [
      'env:TWO',
      'Expected the secret of token to be a token and found a space or a character that no token has.',
    ],
    ['file:empty.txt', 'Expected the file empty.txt of token to hold one secret and found nothing.'],
    [
      'file:large.txt',
      'Expected the file large.txt of token to hold one secret and found more than a secret.',
    ],
    ['file:.', 'Expected to read the file . of token and got the error EISDIR.'],
    ['"env:"', 'Expected token to be env:NAME or file:PATH and got something else, which is not repeated.'],
    ['env:a-b', 'Expected token to be env:NAME or file:PATH and got something else, which is not repeated.'],
    [feedUrl, 'Expected token to be env:NAME or file:PATH and got something else, which is not repeated.'],
    ['12345678', 'Expected token to be env:NAME or file:PATH and got the number 12345678. Put it in quotes.'],
  ])('that is wrong: %s', async (reference, message) => {
    const files = { 'empty.txt': ' \n', 'large.txt': 'x'.repeat(70_000) }
    const cwd = await writeFolder({ 'block-slots.yaml': withToken(reference), ...files })
    await chmod(cwd, 0o700)
    const given = { EMPTY: ' ', BEARER: `Bearer ${token}`, TWO: `${token} ${token}` }
    expect(await messageOf(loadConfig({ cwd, env: given }))).toBe(
      `sync: The configuration has an error.\nblock-slots.yaml:14:8: ${message}`,
    )
  })

  test('that is missing is reported with all others', async () => {
    const text = withFeed('env:BEN_FEED_URL').replace('zone:', 'token: env:BEN_TOKEN\nzone:')
    expect(await mistakesOf(text)).toEqual([
      '3:8: Expected the variable BEN_TOKEN of token to be set and found it missing. Set it.',
      '12:10: Expected the variable BEN_FEED_URL of sources.lunch.ics to be set and found it missing. Set it.',
    ])
  })
})

describe('a feed', () => {
  test('may be an address, with a warning', async () => {
    const { warnings, secrets } = await loadText(withFeed(feedUrl))
    expect(warnings).toEqual([
      'block-slots.yaml:11:10: Expected sources.lunch.ics to be env:NAME and got an address, which is as good as a password. Move it into a variable.',
    ])
    expect(secrets()).toContain(feedUrl)
  })

  test.each([
    ['webcal://calendar.example/a.ics', []],
    [
      'not an address',
      [
        '11:10: Expected the secret of sources.lunch.ics to be an https address and found something else, which is not repeated.',
      ],
    ],
    [
      'BEGIN:VCALENDAR',
      [
        '11:10: Expected the secret of sources.lunch.ics to be the address of a feed and found the feed itself. Write the path alone, without "file:".',
      ],
    ],
  ])('whose file holds %s', async (content, mistakes) => {
    const cwd = await writeFolder({ 'block-slots.yaml': withFeed('file:feed.txt'), 'feed.txt': content })
    const [, ...lines] = (await messageOf(loadConfig({ cwd, env }))).split('\n')
    expect(lines).toEqual(mistakes.map((mistake) => `block-slots.yaml:${mistake}`))
  })
})

test('what is loaded can be printed', async () => {
  const cwd = await writeFolder({ 'block-slots.yaml': withFeed(feedUrl) })
  const loaded = await loadConfig({ cwd, env, clientOptions: {} })
  const printed = [
    inspect(loaded, { depth: 20, showHidden: true }),
    JSON.stringify(loaded),
    inspect(loaded.clientOf('C2QujeCh8ZnC7al2InWR'), { depth: 4 }),
  ].join('\n')
  expect(printed).toContain('Europe/Berlin')
  expect(printed).not.toContain(token)
  expect(printed).not.toContain('5f6e7d')
  // A negative control: the search finds a secret that is there.
  expect(inspect(loaded.secrets())).toContain(token)
})

const forms = {
  token,
  jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
  google: 'https://calendar.google.com/calendar/ical/anna%40clinic.example/private-0a1b2c3d4e5f/basic.ics',
  webcal: 'webcal://p01-caldav.icloud.com/published/2/MTIzNDU2Nzg5',
  hex: '5f4dcc3b5aa765d61d8327deb882cf99',
  password: 'correct-horse-7-battery',
  bearer: 'Bearer 0f1e2d3c4b5a69788796a5b4',
}

/** A configuration with every key, of which each value and each key is replaced by a secret. */
const everything = `version: 1
name: clinic
state: state.db
zone: Europe/Berlin
window:
  from: today
  days: 120
agency:
  company: l1C08ntBrFjLS0elLIYU
  token: env:HIGHLEVEL_TOKEN
locations:
  berlin:
    id: locBerlin
    token: env:HIGHLEVEL_TOKEN
    owners:
      anna:
        user: userAnna000000000000
        zone: Europe/Berlin
sources:
  holidays:
    for: berlin/anna
    holidays:
      country: DE
      region: by
      kinds:
        - public
    title: Holiday
  hours:
    for:
      - berlin/*
    closed-outside:
      monday:
        - 09:00-12:00
      except:
        2026-12-24: closed
  feed:
    for: all
    ics: env:ANNA_FEED_URL
    attendee: anna@clinic.example
    allow-private-addresses: true
    keep:
      busy: true
      title-not: Lunch
  lunch:
    for: all
    weekly:
      days:
        - mo
      at: 12:00-13:00
    title: Lunch
  days:
    for: all
    days:
      - 2026-12-24
    title: Absent
rules:
  mode: mirror
  on-appointments: refuse
  edited-by-hand: restore
  deleted-by-hand: keep
  max-delete: 20%
`

/** True for a message with a secret, or with a part of it that is as long as a word. */
const leaks = (message: string, secret: string): boolean =>
  Array.from({ length: secret.length - 11 }, (_, at) => secret.slice(at, at + 12)).some((part) =>
    message.includes(part),
  )

test('a secret that is in a message would be found, and the configuration is valid without one', async () => {
  expect(
    Object.values(forms).filter((secret) => !leaks(`Expected a and got ${secret.slice(1, 14)}.`, secret)),
  ).toEqual([])
  expect((await loadText(everything)).warnings).toEqual([])
})

/** The configuration with a secret in place of each value, each key and behind each line. */
function plant(secret: string, all: boolean): string[] {
  const lines = everything.trimEnd().split('\n')
  return lines.flatMap((line, at) => {
    const [, indent = '', key = '', value = ''] = /^(\s*(?:- )?)([^:\s]+:(?= |$))?\s*(.*)$/.exec(line) ?? []
    const one = [`${indent}${secret}: ${value}`, ...(value === '' ? [] : [`${indent}${key} ${secret}`])]
    const others = [
      `${indent}"${secret}": ${value}`,
      `${indent}${key} "${secret}`,
      `${indent}${key} ["${secret}"]`,
      `${indent}${key} *${secret}`,
      `${indent}${key} !${secret} x`,
      `${line} ${secret}`,
    ]
    return [...one, ...(all ? others : [])].map((content) =>
      [...lines.slice(0, at), content, ...lines.slice(at + 1)].join('\n'),
    )
  })
}

test.each(Object.entries(forms))(
  'a secret in place of anything is in no message: %s',
  async (form, secret) => {
    const cwd = await writeFolder({})
    const path = join(cwd, 'block-slots.yaml')
    const planted = plant(secret, form === 'password')
    let reported = 0
    for (const text of planted) {
      await writeFile(path, text)
      const message = await messageOf(
        loadConfig({ path, env: { HIGHLEVEL_TOKEN: secret, ANNA_FEED_URL: secret } }),
      )
      reported += message === '' ? 0 : 1
      // Nor a part of it that is as long as a word.
      for (let at = 0; at + 12 <= secret.length; at += 1) {
        if (message.includes(secret.slice(at, at + 12))) throw new Error(`${text}\n\n${message}`)
      }
    }
    // The others are values that may be any text, such as titles.
    expect(reported).toBeGreaterThan(planted.length * 0.75)
  },
)
