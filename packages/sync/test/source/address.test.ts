import { expect, test } from 'vitest'
import { createLookup, isLoopbackAddress, isPublicAddress, type Resolve } from '../../src/source/address.ts'

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '172.15.255.255',
  '172.32.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '169.253.255.255',
  '192.0.1.1',
  '223.255.255.255',
  '2a00:1450:4001:82b::200e',
  '2606:4700::1111',
  // An IPv4 address as a network without IPv4 reaches it.
  '64:ff9b::8.8.8.8',
  '64:ff9b::808:808',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

test.each([
  ['unspecified', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['shared by carriers', '100.64.0.1'],
  ['shared by carriers', '100.127.255.255'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['link-local, where clouds have their metadata', '169.254.169.254'],
  ['protocols', '192.0.0.170'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.1'],
  ['6to4 relay', '192.88.99.1'],
  ['benchmarks', '198.19.255.255'],
  ['multicast', '224.0.0.1'],
  ['multicast', '239.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['compatible with IPv4', '::8.8.8.8'],
  ['mapped', '::ffff:8.8.8.8'],
  ['mapped', '::ffff:127.0.0.1'],
  ['mapped', '::ffff:7f00:1'],
  ['mapped', '::ffff:a9fe:a9fe'],
  ['translated within IPv6', '::ffff:0:127.0.0.1'],
  ['translated loopback', '64:ff9b::127.0.0.1'],
  ['translated private', '64:ff9b::a00:1'],
  ['translated link-local', '64:ff9b::169.254.169.254'],
  ['translated locally', '64:ff9b:1::8.8.8.8'],
  ['discard', '100::1'],
  ['unique local', 'fc00::1'],
  ['unique local', 'fd12:3456:789a::1'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['ORCHID', '2001:20::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['6to4 of a private address', '2002:c0a8:101::1'],
  ['a name', 'localhost'],
  ['nothing', ''],
])('%s is not public: %s', (_, address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['128.0.0.1', false],
  ['::2', false],
  ['localhost', false],
])('%s is of this machine: %s', (address, isLoopback) => {
  expect(isLoopbackAddress(address)).toBe(isLoopback)
})

type Found = { readonly error: Error | null; readonly address: unknown }

const lookUp = async (addresses: readonly string[], all: boolean): Promise<Found> => {
  const resolve: Resolve = (_name, _options, callback) => {
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return new Promise((resolved) => {
    createLookup(isPublicAddress, resolve)('feed.example', { all }, (error, address) => {
      resolved({ error, address })
    })
  })
}

test.each([true, false])(
  'a lookup gives public addresses as it was asked for them (all: %s)',
  async (all) => {
    const { error, address } = await lookUp(['8.8.8.8', '2606:4700::1111'], all)
    expect(error).toBe(null)
    expect(address).toEqual(
      all
        ? [
            { address: '8.8.8.8', family: 4 },
            { address: '2606:4700::1111', family: 6 },
          ]
        : '8.8.8.8',
    )
  },
)

test.each([[['10.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['8.8.8.8', '::ffff:127.0.0.1']]])(
  'a lookup refuses %j',
  async (addresses) => {
    expect(await lookUp(addresses, true)).toMatchObject({ error: { name: 'AddressError' } })
    expect(await lookUp(addresses, false)).toMatchObject({ error: { name: 'AddressError' } })
  },
)

test('a name without addresses is not found', async () => {
  expect(await lookUp([], true)).toMatchObject({ error: { code: 'ENOTFOUND' } })
})
