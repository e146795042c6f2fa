import { z } from 'zod'
import { configSchema } from './schema.ts'

/** Creates the JSON Schema of configurations in YAML and JSON, by which editors complete and check them. */
export function createJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, {
    // The one that every editor knows.
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // A function, which is only possible in a module.
      if (jsonSchema.properties?.['ics'] !== undefined) delete jsonSchema.properties['items']
    },
  })
  return { ...schema, title: 'Configuration of block-slots' }
}
