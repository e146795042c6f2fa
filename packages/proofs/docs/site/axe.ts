import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
}

/** Violations of the accessibility guidelines that axe finds in a page, each with the place of its first element. */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(source)
  const violations = await page.evaluate<Violation[]>(`axe.run(document).then((result) => result.violations)`)
  return violations.map(({ id, nodes }) => {
    const [first] = nodes
    const why = first?.failureSummary.split('\n').slice(1).join(' ').trim() ?? ''
    return `${id} (${nodes.length}): ${first?.target.join(' ') ?? ''}: ${why}`
  })
}
