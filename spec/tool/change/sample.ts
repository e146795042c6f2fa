/** Validates the examples of one document against another: an example of a request has to stay valid. */
import { at, below, type Fields, fields, list, operations, resolve } from '../document.ts'
import { judge } from '../quality.ts'

/** The target of a possible reference, and its pointer. */
function home(document: Fields, pointer: string): string {
  const { $ref } = fields(at(document, pointer))
  return typeof $ref === 'string' ? home(document, $ref.slice(1)) : pointer
}

type Slot = {
  /** Operation and part, equal in both documents. */
  readonly name: string
  readonly operation: string
  readonly schema: string
  readonly examples: readonly unknown[]
}

/** Every body and parameter of every operation, with its schema and examples. */
function slots(document: Fields): Slot[] {
  const slot = (operation: string, name: string, pointer: string): Slot[] => {
    const found = fields(at(document, pointer))
    if (!('schema' in found)) return []
    const examples = Object.values(fields(found['examples'])).map((one) => resolve(document, one)['value'])
    return [{ operation, name: `${operation} ${name}`, schema: below(pointer, 'schema'), examples }]
  }
  return operations(document).flatMap(({ name, pointer, fields: operation }) => {
    const body = 'requestBody' in operation ? home(document, below(pointer, 'requestBody')) : undefined
    const content = body === undefined ? {} : fields(fields(at(document, body))['content'])
    const parameters = list(operation['parameters']).map((_, index) =>
      home(document, below(below(pointer, 'parameters'), index)),
    )
    return [
      ...Object.keys(content).flatMap((media) => slot(name, media, below(`${body}/content`, media))),
      ...parameters.flatMap((one) => {
        const { in: place, name: called } = fields(at(document, one))
        return slot(name, `${String(place)} ${String(called)}`, one)
      }),
    ]
  })
}

/** Examples of requests of the first document that the second rejects, with the reason. */
export function refusedExamples(before: Fields, after: Fields): { where: string; why: string }[] {
  const now = new Map(slots(after).map((one) => [one.name, one.schema]))
  const why = judge(after)
  return slots(before).flatMap(({ name, operation, examples }) => {
    const pointer = now.get(name)
    if (pointer === undefined) return []
    return examples.flatMap((value) => {
      const reason = why(pointer, value)
      return reason === undefined ? [] : [{ where: operation, why: reason }]
    })
  })
}
