import axe from 'axe-core'
import type { Page } from 'playwright-core'

type Violation = {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
}

/** Violations of the accessibility guidelines that axe finds in a page, each with the place of its first element. */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate<Violation[]>(`axe.run(document).then((result) => result.violations)`)
  return violations.map(({ id, nodes }) => {
    const [first] = nodes
    const why = first?.failureSummary.split('\n').slice(1).join(' ').trim() ?? ''
    return `${id} (${nodes.length}): ${first?.target.join(' ') ?? ''}: ${why}`
  })
}
