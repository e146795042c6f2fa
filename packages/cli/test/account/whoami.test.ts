import { startSandbox, seedState, type Sandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ids, run } from '../run.ts'
import { createHome } from './support.ts'

/** A JSON Web Token as the service issues it, without a valid signature. */
const jwt = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(
  JSON.stringify({
    authClass: 'Location',
    authClassId: ids.location,
    oauthMeta: { scopes: ['calendars.readonly', 'users.readonly'] },
    exp: Date.parse('2026-12-01T09:30:00Z') / 1000,
  }),
).toString('base64url')}.signature`

let sandbox: Sandbox
beforeAll(async () => {
  const { tokens } = seedState()
  const token = (value: string, scopes: readonly string[]) => ({
    name: value.slice(0, 3),
    value,
    userType: 'Location' as const,
    locationId: ids.location,
    scopes,
  })
  sandbox = await startSandbox({
    state: {
      tokens: [
        ...tokens,
        token(jwt, ['locations.readonly']),
        token('pit-12345678-abcd', ['calendars.readonly']),
      ],
    },
  })
})
afterAll(() => sandbox.close())

const io = { fetch: (request: Request) => sandbox.fetch(request), zone: 'Europe/Berlin' }

test('the sub-account, its zone, the token without its value, and the origin of each', async () => {
  const home = createHome()
  home.write('clinic.token', jwt)
  home.writeProfiles(
    `profiles:\n  clinic: { location: ${ids.location}, zone: Asia/Kolkata, base-url: ${sandbox.url}, token: file:~/clinic.token }\n`,
  )
  const { code, out, err } = await run(['whoami', '--profile', 'clinic'], { ...io, env: home.env })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.replace(sandbox.url, '<url>')).toMatchInlineSnapshot(`
    "Sub-account  Downtown clinic
    Id           C2QujeCh8ZnC7al2InWR (profile clinic)
    Time zone    America/New_York
    Wall clocks  Asia/Kolkata (profile clinic)
    Token        access token of the sub-account, until 2026-12-01T09:30Z (profile
                 clinic)
    Scopes       calendars.readonly, users.readonly
    Service      <url> (profile clinic)
    Profile      clinic (--profile)
    "
  `)
  const json = await run(['whoami', '--profile', 'clinic', '--json'], { ...io, env: home.env })
  expect(JSON.parse(json.out)).toEqual({
    location: {
      id: ids.location,
      name: 'Downtown clinic',
      timeZone: 'America/New_York',
      origin: 'profile clinic',
    },
    zone: { value: 'Asia/Kolkata', origin: 'profile clinic' },
    token: {
      kind: 'access token',
      userType: 'Location',
      id: ids.location,
      scopes: ['calendars.readonly', 'users.readonly'],
      expiresAt: '2026-12-01T09:30:00.000Z',
      origin: 'profile clinic',
    },
    baseUrl: { value: sandbox.url, origin: 'profile clinic' },
    profile: { value: 'clinic', origin: '--profile' },
  })
  expect(out + json.out).not.toContain('eyJ')
})

test('a token without the scope to read the sub-account is described all the same', async () => {
  const env = { HIGHLEVEL_TOKEN: 'pit-12345678-abcd', HIGHLEVEL_LOCATION_ID: ids.location }
  const { code, out } = await run(['whoami'], { ...io, env })
  expect(code).toBe(0)
  expect(out).toMatchInlineSnapshot(`
    "Sub-account  unknown, since the token does not have the scope locations.readonly
    Id           C2QujeCh8ZnC7al2InWR (HIGHLEVEL_LOCATION_ID)
    Time zone    unknown
    Wall clocks  Europe/Berlin (the zone of this machine)
    Token        private integration (HIGHLEVEL_TOKEN)
    Scopes       not in the token; to try them: block-slots doctor
    "
  `)
})

test.each([
  ['elsewhere', 'access to this location'],
  ['agency', 'user type mismatch'],
  ['expired', 'Invalid JWT'],
])('the token "%s" is refused', async (name, detail) => {
  const env = { HIGHLEVEL_TOKEN: sandbox.tokenByName(name), HIGHLEVEL_LOCATION_ID: ids.location }
  const { code, out, err } = await run(['whoami'], { ...io, env })
  expect({ code, out }).toEqual({ code: 3, out: '' })
  expect(err).toContain(detail)
})
