import { expect, test } from 'vitest'
import { findProfile } from '../../src/account/profiles.ts'

const find = (text: string, name?: string) =>
  findProfile(text, '/c/profiles.yaml', name === undefined ? undefined : { value: name, origin: '--profile' })
const text = `default: clinic
profiles:
  clinic:
    location: C2QujeCh8ZnC7al2InWR
    zone: America/New_York
    base-url: http://127.0.0.1:4011
    token: file:clinic.token
  spa: { token-command: "op read op://work/spa" }
`

test('the default, or the one that is named', () => {
  expect(find(text)).toEqual({
    name: 'clinic',
    path: '/c/profiles.yaml',
    location: 'C2QujeCh8ZnC7al2InWR',
    zone: 'America/New_York',
    baseUrl: 'http://127.0.0.1:4011',
    token: 'file:clinic.token',
  })
  expect(find(text, 'spa')).toMatchObject({ tokenCommand: 'op read op://work/spa' })
  expect(find('profiles: { a: {} }')).toBeUndefined()
  expect(find('')).toBeUndefined()
  expect(find('profiles: { a: }', 'a')).toEqual({ name: 'a', path: '/c/profiles.yaml' })
})

test.each([
  [
    text.replace('zone:', 'zoen:'),
    '/c/profiles.yaml:5:5: Expected one of the keys location, zone, base-url, token, token-command in profile clinic and got "zoen". Did you mean "zone"?',
  ],
  [text.replace('default: clinic', 'defualt: clinic'), 'Did you mean "default"?'],
  [
    text.replace('file:clinic.token', 'pit-secret-1234'),
    '/c/profiles.yaml:7:5: Expected token of profile clinic to be env:NAME or file:PATH and got something else, which is not repeated.',
  ],
  [
    text.replace('location: C2QujeCh8ZnC7al2InWR', 'location: 12345'),
    '/c/profiles.yaml:4:5: Expected location of profile clinic to be the id of a sub-account. Put it in quotes.',
  ],
  [
    text.replace('spa: {', 'spa: { token: env:SPA, '),
    '/c/profiles.yaml:8:3: Expected profile spa to have token or token-command and got both.',
  ],
  [
    text.replace('default: clinic', 'default: clinik'),
    'Expected default (/c/profiles.yaml:1:1) to name a profile of /c/profiles.yaml and got "clinik". It has clinic, spa. Did you mean "clinic"?',
  ],
  ['profiles: [a]', '/c/profiles.yaml:1:11: Expected profiles to be a mapping.'],
  ['profiles: { a: pit-secret-1234 }', '/c/profiles.yaml:1:16: Expected profile a to be a mapping.'],
  [
    'profiles:\n  a: {}\n  a: {}',
    '/c/profiles.yaml:3:3: Expected YAML and got a mistake in it: DUPLICATE_KEY.',
  ],
  ['- a', '/c/profiles.yaml:1:1: Expected the file to be a mapping.'],
])('a wrong file is answered with the place: %#', (wrong, message) => {
  const error = errorOf(() => find(wrong))
  expect(error).toContain(message)
  expect(error).not.toContain('pit-secret')
})

test('a profile that the file does not have', () => {
  expect(errorOf(() => find(text, 'clinc'))).toBe(
    'Expected --profile to name a profile of /c/profiles.yaml and got "clinc". It has clinic, spa. Did you mean "clinic"?',
  )
  expect(errorOf(() => find('profiles: {}', 'a'))).toContain('It has none.')
})

function errorOf(work: () => unknown): string {
  try {
    return `no error: ${JSON.stringify(work())}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
