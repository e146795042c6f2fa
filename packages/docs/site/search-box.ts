/**
 * What the search of the theme says to a screen reader, and what it has to say. The box calls itself a button, and each result
 * a choice; but choices and buttons may not have links in them, and the results are links.
 */
const corrections: readonly (readonly [wrong: string, right: string])[] = [
  ['role="button"', 'role="dialog" aria-modal="true"'],
  [`:aria-owns="results?.length ? 'localsearch-list' : undefined"`, ''],
  ['aria-expanded="true"', ''],
  ['aria-haspopup="listbox"', ''],
  [`:role="results?.length ? 'listbox' : undefined"`, ''],
  [`:aria-labelledby="results?.length ? 'localsearch-label' : undefined"`, ''],
  [`:aria-selected="selectedIndex === index ? 'true' : 'false'"`, ''],
  ['role="option"', ''],
  [`:aria-label="[...p.titles, p.title].join(' > ')"`, ''],
  [`:aria-activedescendant="selectedIndex > -1 ? ('localsearch-item-' + selectedIndex) : undefined"`, ''],
  ['aria-autocomplete="both"', ''],
  ['<kbd :aria-label', '<kbd role="img" :aria-label'],
]

/** A plugin of Vite, as far as it is used here. */
type SourcePlugin = {
  readonly name: string
  readonly enforce: 'pre'
  readonly transform: (source: string, file: string) => string | undefined
}

/** Corrects the search box of the theme. Fails when a new version of it says something else. */
export const searchBox: SourcePlugin = {
  name: 'search-box',
  enforce: 'pre',
  transform: (source, file) => (file.endsWith('/VPLocalSearchBox.vue') ? correct(source) : undefined),
}

function correct(source: string): string {
  return corrections.reduce((text, [wrong, right]) => {
    if (!text.includes(wrong)) throw new Error(`Expected the search box of the theme to have ${wrong}.`)
    return text.replaceAll(wrong, right)
  }, source)
}
