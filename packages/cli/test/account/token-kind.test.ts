import { expect, test } from 'vitest'
import { readTokenKind } from '../../src/account/token-kind.ts'

const jwt = (claims: unknown): string =>
  `eyJhbGciOi.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

test.each([
  ['pit-12345678-abcd', { kind: 'private integration' }],
  [jwt({ authClass: 'Company', authClassId: 'a' }), { kind: 'access token', userType: 'Company', id: 'a' }],
  [jwt({ authClass: 'User', oauthMeta: { scopes: ['a', 1] } }), { kind: 'access token', scopes: ['a'] }],
  [jwt({ oauthMeta: null, exp: 'soon' }), { kind: 'access token' }],
  [jwt(null), { kind: 'access token' }],
  ['opaque', { kind: 'access token' }],
  ['a.%%%.c', { kind: 'access token' }],
])('%s', (token, kind) => {
  expect(readTokenKind(token)).toEqual(kind)
})
