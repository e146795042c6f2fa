import { toOffsetDateTime } from '@block-slots/helpers'
import { UsageError } from '../error.ts'
import { convert } from '../time/times.ts'
import type { Owner } from './owners.ts'

/**
 * Reads the zones of single owners: `Ben=Asia/Kolkata`.
 *
 * @throws UsageError when a zone or an owner is not known.
 */
export function readZonesOf(given: readonly string[], owners: readonly Owner[]): Map<Owner, string> {
  return new Map(
    given.map((text) => {
      const [, name = '', zone = ''] = /^(.+?)\s*=\s*(.+)$/.exec(text.trim()) ?? []
      if (name === '') {
        throw new UsageError(
          `Expected --zone-of to be a name and a zone and got "${text}". Write --zone-of Ben=Asia/Kolkata.`,
        )
      }
      convert(() => toOffsetDateTime(0, { timeZone: zone }))
      const named = owners.filter(
        ({ id, label }) => id === name || label.toLowerCase().includes(name.toLowerCase()),
      )
      const [owner] = named
      if (owner !== undefined && named.length === 1) return [owner, zone]
      const labels = owners.map(({ label }) => label).join(', ')
      throw new UsageError(`Expected --zone-of to name one of ${labels} and got "${name}".`)
    }),
  )
}
