import { describe, expect, test } from 'vitest'
import { mergeAccount, profilesPath, resolveAccount } from '../../src/account/account.ts'
import { UsageError } from '../../src/error.ts'
import { run } from '../run.ts'
import { createHome, sessionOf } from './support.ts'

const profile = {
  name: 'clinic',
  path: 'p',
  location: 'of-profile',
  zone: 'Asia/Kolkata',
  token: 'env:CLINIC',
}

describe('order', () => {
  const env = { HIGHLEVEL_TOKEN: 'a-token', HIGHLEVEL_LOCATION_ID: 'of-environment' }

  test('an option comes before the environment, and that before a profile which a variable names', () => {
    const chosen = { profile, origin: 'BLOCK_SLOTS_PROFILE' }
    expect(mergeAccount({ location: 'of-option' }, env, chosen).location).toEqual({
      value: 'of-option',
      origin: '--location',
    })
    expect(mergeAccount({}, env, chosen)).toEqual({
      token: { value: 'a-token', origin: 'HIGHLEVEL_TOKEN' },
      location: { value: 'of-environment', origin: 'HIGHLEVEL_LOCATION_ID' },
      zone: { value: 'Asia/Kolkata', origin: 'profile clinic' },
      baseUrl: undefined,
    })
  })

  test('a profile that --profile names comes before the environment: no write goes to another sub-account', () => {
    const values = mergeAccount({ profile: 'clinic' }, env, { profile, origin: '--profile' })
    expect(values.location).toEqual({ value: 'of-profile', origin: 'profile clinic' })
    expect(values.token).toEqual({ value: 'env:CLINIC', origin: 'profile clinic' })
  })

  test('an empty variable is no value', () => {
    const values = mergeAccount({}, { HIGHLEVEL_TOKEN: ' ' }, { profile, origin: 'the default' })
    expect(values.token?.origin).toBe('profile clinic')
  })
})

describe('profiles', () => {
  const text = 'default: clinic\nprofiles:\n  clinic: { location: C2QujeCh8ZnC7al2InWR, token: env:CLINIC }\n'

  test('the default profile completes the environment, and its token is masked from then on', async () => {
    const home = createHome()
    home.writeProfiles(text)
    const session = sessionOf({ ...home.env, CLINIC: ' the-secret ' })
    const account = await resolveAccount({}, session)
    expect(account).toMatchObject({
      location: { value: 'C2QujeCh8ZnC7al2InWR', origin: 'profile clinic' },
      profile: { value: 'clinic', origin: 'the default' },
      tokenOrigin: 'profile clinic',
    })
    expect(await account.readToken()).toBe('the-secret')
    expect(session.progress.secrets).toEqual(['the-secret'])
    expect(JSON.stringify(account)).not.toContain('the-secret')
  })

  test('the file is not read where the environment names the account', async () => {
    const home = createHome()
    home.writeProfiles('not: [right')
    const env = { ...home.env, HIGHLEVEL_TOKEN: 't', HIGHLEVEL_LOCATION_ID: 'l' }
    expect(await resolveAccount({}, sessionOf(env))).not.toHaveProperty('profile')
    await expect(resolveAccount({}, sessionOf(home.env))).rejects.toThrow(UsageError)
  })

  test('a profile that is named, and its file is missing', async () => {
    const home = createHome()
    await expect(resolveAccount({ profile: 'clinic' }, sessionOf(home.env))).rejects.toThrow(
      `Expected the profile "clinic" of --profile in ${home.folder}/.config/block-slots/profiles.yaml and found no such file. ` +
        'Create it with: block-slots init --profile clinic',
    )
  })

  test('a token is read once for all requests of a run', async () => {
    const home = createHome()
    const log = home.write('log', '')
    home.writeProfiles(`profiles: { a: { token-command: "echo x >> ${log}; echo secret" } }`)
    const session = sessionOf({ ...home.env, BLOCK_SLOTS_PROFILE: 'a', PATH: process.env.PATH })
    const both = await Promise.all([resolveAccount({}, session), resolveAccount({}, session)])
    expect(await Promise.all(both.map(({ readToken }) => readToken()))).toEqual(['secret', 'secret'])
    const { readFileSync } = await import('node:fs')
    expect(readFileSync(log, 'utf8')).toBe('x\n')
  })

  test('XDG_CONFIG_HOME moves the file, and no home has none', () => {
    expect(profilesPath({ XDG_CONFIG_HOME: '/x', HOME: '/h' })).toBe('/x/block-slots/profiles.yaml')
    expect(profilesPath({ HOME: '/h' })).toBe('/h/.config/block-slots/profiles.yaml')
    expect(profilesPath({})).toBeUndefined()
  })
})

describe('messages', () => {
  const list = ['list', '--user', '0007BWpSzSwfiuSl0tR2']

  test('a token as an argument is answered with why not and what instead, and is not repeated', async () => {
    for (const argv of [['--token', 'pit-secret'], ['--token=pit-secret'], ['--token']]) {
      const { code, out, err } = await run([...list, ...argv])
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err.replaceAll(/\s+/g, ' ')).toContain('A token cannot be given as an argument: other users')
      expect(err).toContain('HIGHLEVEL_TOKEN')
      expect(err).not.toContain('pit-secret')
    }
  })

  test.each([
    ['HIGHLEVEL_BASE_URL', { HIGHLEVEL_BASE_URL: 'localhost:80' }, []],
    ['--base-url', {}, ['--base-url', 'http://user:pass@x.test']],
  ])('a wrong address names %s', async (origin, env, argv) => {
    const { code, err } = await run([...list, ...argv], {
      env: { HIGHLEVEL_TOKEN: 't', HIGHLEVEL_LOCATION_ID: 'l', ...env },
    })
    expect(code).toBe(2)
    expect(err.replaceAll(/\s+/g, ' ')).toContain(`Expected ${origin} to be an http or https address`)
    expect(err).not.toContain('user:')
    expect(err.includes('localhost:80')).toBe(origin === 'HIGHLEVEL_BASE_URL')
  })

  test('a token that is none names where it is from', async () => {
    const env = { HIGHLEVEL_TOKEN: 'Bearer pit-abc', HIGHLEVEL_LOCATION_ID: 'C2QujeCh8ZnC7al2InWR' }
    const { code, err } = await run(list, { env })
    expect(code).toBe(3)
    expect(err).toContain('HIGHLEVEL_TOKEN: the token starts with "Bearer "')
    expect(err).not.toContain('pit-abc')
  })

  test('a zone that is none is answered with the one that was meant', async () => {
    const session = sessionOf({ HIGHLEVEL_TOKEN: 't', HIGHLEVEL_LOCATION_ID: 'l' })
    await expect(resolveAccount({ zone: 'EST' }, session)).rejects.toThrow('Use America/New_York')
    const unknown = resolveAccount({ zone: 'Nowhere/At_All' }, sessionOf({}))
    await expect(unknown).rejects.toThrow(/ or a fixed offset such as \+05:30\.$/)
  })
})
