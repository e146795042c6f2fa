// For the type of what is injected.
import '@block-slots/mock/vitest'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parse } from 'yaml'
import { createBlockSlotsClient, type BlockSlotsClient, type ClientOptions } from '../../src/index.ts'
import { operations, type Called, once } from './service.ts'

/** One example of an answer in the contract. */
export type Example = {
  readonly operation: Called
  readonly status: number
  /** The name of the answer among the components of the document, and that of the example. */
  readonly name: string
  readonly type: string
  readonly example: string
  readonly value: unknown
}

type Ref = { $ref?: string }
type Responses = Record<
  string,
  Ref & { content?: Record<string, { examples?: Record<string, Ref & { value?: unknown }> }> }
>
type Document = {
  paths: Record<string, Record<string, { operationId: string; responses: Responses }>>
  components: { responses: Responses; examples: Record<string, { value: unknown }> }
}

/** Reads every example of every answer, of the operations that the client has. */
export function examples(): Example[] {
  const { paths, components } = contract()
  const last = ({ $ref = '' }: Ref): string => $ref.split('/').at(-1) ?? ''
  return Object.values(paths)
    .flatMap((path) => Object.values(path))
    .flatMap(({ operationId, responses }) =>
      operations
        .filter((operation) => operation === operationId)
        .flatMap((operation) =>
          Object.entries(responses).flatMap(([status, response]) =>
            Object.entries(components.responses[last(response)]?.content ?? {}).flatMap(
              ([type, { examples: all = {} }]) =>
                Object.entries(all).map(([example, shown]) => ({
                  operation,
                  // A whole class of statuses is stood for by one that has no answer of its own.
                  status: Number(status.replace('XX', '04')),
                  name: `${last(response)}.${example}`,
                  type,
                  example,
                  value: shown.value ?? components.examples[last(shown)]?.value,
                })),
            ),
          ),
        ),
    )
}

function contract(): Document {
  const require = createRequire(import.meta.url)
  const document: Document = parse(readFileSync(require.resolve('@block-slots/spec/openapi.yaml'), 'utf8'))
  return document
}

/** A client whose every answer is the one that is asked for. */
export function clientFor(
  url: string,
  { status, type, example }: { status?: number; type?: string; example?: string } = {},
  options: Partial<ClientOptions> = {},
): BlockSlotsClient {
  const prefer = [
    status === undefined ? [] : `code=${status}`,
    example === undefined ? [] : `example=${example}`,
  ].flat()
  return createBlockSlotsClient({
    ...once,
    token: 'pit-token',
    baseUrl: url,
    fetch: (request) => {
      if (prefer.length > 0) request.headers.set('prefer', prefer.join(', '))
      if (type !== undefined) request.headers.set('accept', type)
      return fetch(request)
    },
    ...options,
  })
}
