/** What a new user looks for, and how the page that has it is known. */
export type Goal = {
  readonly name: string
  /** What is typed into the search. */
  readonly words: string
  /** The address of the page, and a heading on it where the answer is not the whole page. */
  readonly path: RegExp
  readonly heading?: RegExp
}

/** What has to be reached from the home page in three clicks, or by one search. */
export const goals: readonly Goal[] = [
  { name: 'first block', words: 'first block', path: /^\/start\/first-block$/ },
  { name: 'holidays for three people', words: 'holidays team', path: /^\/recipes\/.*holiday/ },
  { name: 'a feed', words: 'google feed', path: /^\/recipes\/.*feed/ },
  {
    name: 'a test with a lost response',
    words: 'test lost response',
    path: /^\/(?:start|recipes)\/.*test/,
    heading: /lost response/i,
  },
  { name: 'limits', words: 'rate limit', path: /^\/guides\/limit$/ },
  { name: 'tokens', words: 'token', path: /^\/(?:start\/token|guides\/tokens)/ },
  {
    name: 'does it run in a browser',
    words: 'browser',
    path: /browser|install/,
    heading: /browser|requirements/i,
  },
]
