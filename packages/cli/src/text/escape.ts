/** Text that a terminal shows as it is; most of it. */
const plain = /^[ -~]*$/

/**
 * Control characters, lone surrogates, and characters that are invisible, break a line or change the direction of a text.
 * Emoji are matched first and kept, since some consist of such characters in part. Compiled when it is needed: that takes
 * longer than to start the rest.
 */
const patterns = (): { readonly unprintable: RegExp; readonly isEmoji: RegExp } =>
  (compiled ??= {
    unprintable: new RegExp(
      String.raw`\p{RGI_Emoji}|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`,
      'gv',
    ),
    isEmoji: new RegExp(String.raw`^\p{RGI_Emoji}$`, 'v'),
  })
let compiled: ReturnType<typeof patterns> | undefined

/** Escapes what a terminal would not show, or would act on. In JSON this leaves the value as it is. */
export function escapeUnprintable(line: string): string {
  if (plain.test(line)) return line
  const { unprintable, isEmoji } = patterns()
  return line.replace(unprintable, (match) =>
    isEmoji.test(match)
      ? match
      : Array.from({ length: match.length }, (_, at) => escapeUnit(match.charCodeAt(at))).join(''),
  )
}

const escapeUnit = (unit: number): string => String.raw`\u` + unit.toString(16).padStart(4, '0')
