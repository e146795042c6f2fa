import type { Plugin } from 'rolldown'
import type { ESTree } from 'rolldown/utils'
import { defineConfig, type UserConfig } from 'tsdown'

/**
 * Marks the constants of built modules as removable. The package has no side effects, but a bundler applies that to whole
 * files: within a file it keeps `{ ...other }`, `2 * other` and everything else that might run a getter.
 */
const markConstants: Plugin = {
  name: 'mark-constants',
  renderChunk(code, { fileName }) {
    if (!fileName.endsWith('.js')) return null
    const constants = this.parse(code).body.flatMap((statement) =>
      statement.type === 'VariableDeclaration' ? statement.declarations : [],
    )
    const values = constants.flatMap(({ id, init }) => {
      if (id.type !== 'Identifier') {
        const pattern = code.slice(id.start, id.end)
        this.error(`Expected a name at the top level and got ${pattern}. No mark removes it: name the value.`)
      }
      return init === null || isRemovable(init) ? [] : [init]
    })
    // From the last to the first, so that the positions of the others stay right.
    return values.reduceRight((text, { start, end }) => {
      const marked = `/* @__PURE__ */ (() => (${text.slice(start, end)}))()`
      return text.slice(0, start) + marked + text.slice(end)
    }, code)
  },
}

/** True for a value that bundlers remove without a mark. */
function isRemovable(value: ESTree.Expression | ESTree.SpreadElement): boolean {
  switch (value.type) {
    case 'Literal':
    case 'Identifier':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassExpression':
      return true
    case 'TemplateLiteral':
      return value.expressions.length === 0
    case 'UnaryExpression':
      return isRemovable(value.argument)
    case 'ArrayExpression':
      return value.elements.every((element) => element === null || isRemovable(element))
    case 'ObjectExpression':
      return value.properties.every(
        (property) => property.type === 'Property' && !property.computed && isRemovable(property.value),
      )
    default:
      return false
  }
}

const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    conformance: 'src/conformance.ts',
    node: 'src/node/index.ts',
    redis: 'src/rate-limit/redis/index.ts',
    undici: 'src/undici/index.ts',
  },
  fixedExtension: false,
  failOnWarn: true,
  hash: false,
  // Imports must be declared dependencies, or they would be bundled unnoticed.
  deps: { onlyBundle: [] },
  // The main entry is one file: a program finds, reads and links each further one at every start.
  outputOptions: { codeSplitting: { groups: [{ name: 'core', test: /[\\/]src[\\/]index\.ts$/ }] } },
  plugins: [markConstants],
})

export default config
