/** The code spans in the first column of the table whose header starts with a text. */
export function firstColumn(markdown: string, header: string): string[] {
  const lines = markdown.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${header}`))
  if (start < 0) throw new Error(`Expected a table with the header "${header}".`)
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'))
  const rows = lines.slice(start + 2, length < 0 ? undefined : start + length)
  return rows.flatMap((row) =>
    [...(row.split(/(?<!\\)\|/)[1] ?? '').matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name),
  )
}

/** The declaration of a type or constant in an API report. */
function declarationOf(report: string, name: string): string {
  const [declaration] =
    new RegExp(String.raw`^(?:export )?(?:declare )?(?:type|const) ${name}\b[^]*?(?=\n\n)`, 'm').exec(
      report,
    ) ?? []
  if (declaration === undefined) throw new Error(`Expected a declaration of ${name} in the API report.`)
  return declaration
}

/** The string literals of a union in an API report, also when it is derived from a constant array. */
export function literalsOf(report: string, name: string): string[] {
  const declaration = declarationOf(report, name)
  const [, constant] = /\(typeof (\w+)\)\[number\]/.exec(declaration) ?? []
  const source = constant === undefined ? declaration : declarationOf(report, constant)
  return [...source.matchAll(/"([\w-]+)"/g)].map(([, literal = '']) => literal)
}

/** The fields of an object type in an API report, without those of types that it extends. */
export function fieldsOf(report: string, name: string): string[] {
  return [...declarationOf(report, name).matchAll(/^ {4}(?:readonly )?(\w+)\??:/gm)].map(
    ([, field = '']) => field,
  )
}
