/**
 * Writes a host and a port as in a URL: an IPv6 address is put in brackets.
 *
 * @param host A name or an address.
 * @param port The port.
 * @returns Such as `127.0.0.1:4010` or `[::1]:4010`.
 */
export function address(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
