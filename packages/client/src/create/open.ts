import { setBounded } from '../bounded-map.ts'
import { historyOf, type CreateRecord, type HistoryScope, type OpenCreate } from './history.ts'
import { normalizeTitle, type NewBlock } from './match.ts'

/** Records a create with an unknown outcome, or that the outcome is known now. */
export function recordOpen(
  { shared, service }: HistoryScope,
  record: CreateRecord,
  outcome?: Omit<OpenCreate, 'sandbox'>,
): void {
  const { key } = record
  const creates = shared.open.get(key) ?? new Map<CreateRecord, OpenCreate>()
  if (outcome === undefined) creates.delete(record)
  else creates.set(record, { ...outcome, sandbox: service.sandbox })
  if (creates.size > 0) setBounded(shared.open, key, creates)
  else shared.open.delete(key)
}

/** Returns the other creates at the same times with an unknown outcome: their titles may still turn out as equal. */
const openCreates = (
  { shared, service }: HistoryScope,
  record: CreateRecord,
): readonly (OpenCreate & CreateRecord)[] =>
  [...(shared.open.get(record.key) ?? [])].flatMap(([other, open]) =>
    other !== record && (open.sandbox === '' || open.sandbox === service.sandbox)
      ? { ...other, ...open }
      : [],
  )

/** True when there are some that need a block of their own, so that an equal row may belong to one of them. */
export const hasOwnOpen = (scope: HistoryScope, record: CreateRecord): boolean =>
  openCreates(scope, record).some(({ anyEqual }) => !anyEqual)

/** Returns those whose blocks may be taken for the block. */
export function equalOpenCreates(
  scope: HistoryScope,
  record: CreateRecord,
): readonly (OpenCreate & CreateRecord)[] {
  const { titles } = historyOf(scope)
  const formsOf = ({ title }: NewBlock): readonly unknown[] => {
    const sent = normalizeTitle(title)
    return [sent, titles.get(sent) ?? sent]
  }
  const forms = formsOf(record.block)
  return openCreates(scope, record).filter(({ block }) => formsOf(block).some((form) => forms.includes(form)))
}
