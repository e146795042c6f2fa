import { lookup as lookUp, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Networks of IPv4 that are not public (IANA's registry of special-purpose addresses, multicast, and what is reserved). */
const specialNetworks = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const

/** Networks within the public ones of IPv6 that are not: protocol assignments with Teredo, documentation, 6to4. */
const specialNetworks6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

/** The prefix under which networks without IPv4 reach it (RFC 6052): the last 32 bits are the address that is meant. */
const translated = '64:ff9b::'

const special = new BlockList()
const publicNetworks6 = new BlockList()
publicNetworks6.addSubnet('2000::', 3, 'ipv6')
publicNetworks6.addSubnet(translated, 96, 'ipv6')
for (const [network, bits] of specialNetworks) {
  special.addSubnet(network, bits, 'ipv4')
  special.addSubnet(`${translated}${network}`, 96 + bits, 'ipv6')
}
for (const [network, bits] of specialNetworks6) special.addSubnet(network, bits, 'ipv6')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * True for an address of the public internet. Of IPv6, only what is assigned to it: addresses that are mapped from IPv4, local
 * or link-local are not in it.
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !special.check(address, 'ipv4')
  return version === 6 && publicNetworks6.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

/** True for an address of this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  const version = isIP(address)
  return version === 4 ? loopback.check(address, 'ipv4') : version === 6 && loopback.check(address, 'ipv6')
}

/** The host name has an address that is not allowed. */
export class AddressError extends Error {
  override readonly name = 'AddressError'
}

/** Looks up the addresses of a host name, as `lookup` of `node:dns` does. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void

/**
 * Creates the `lookup` of a connection that refuses addresses. They are checked where the connection is made and nowhere before,
 * because a name may have another address the next time that it is looked up.
 */
export const createLookup =
  (isAllowed: (address: string) => boolean, resolve: Resolve = lookUp): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null || first === undefined) {
        callback(error ?? Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '')
      } else if (!addresses.every(({ address }) => isAllowed(address))) {
        callback(new AddressError('address refused'), '')
      } else if (options.all === true) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
  }
