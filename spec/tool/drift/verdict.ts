/** Classifies a change of the published document by its effect on the contract. */
import { binding, type Difference, everyDifference, lineOf } from '../difference.ts'
import type { Fields } from '../document.ts'

/** `contradicts` the contract, is `news` that the contract does not cover, or is `known` to it or to DEVIATIONS.md. */
export type Verdict = { readonly verdict: 'contradicts' | 'news' | 'known'; readonly why: string }

type Gaps = ReadonlyMap<string, Difference>

function keyOf({ subject, fact }: Difference): string {
  return `${subject}\n${fact}`
}

function gapsOf(published: Fields, ours: Fields): Gaps {
  return new Map(everyDifference(published, ours).map((one) => [keyOf(one), one]))
}

/** A part that the contract does not have and that contains the subject. */
function absent(gaps: Gaps, subject: string): Difference | undefined {
  for (const gap of gaps.values()) {
    if (gap.fact !== '' || gap.now !== 'absent' || !subject.startsWith(gap.subject)) continue
    if (/^($|[ .[])/.test(subject.slice(gap.subject.length))) return gap
  }
  return undefined
}

function isOperation(subject: string): boolean {
  return subject.split(' ').length === 2
}

function values(list: string): string[] {
  return list.split(', ')
}

const refusal = (now: string): Verdict => ({ verdict: 'contradicts', why: `the contract says ${now}` })
const news = (why: string): Verdict => ({ verdict: 'news', why })

/** The verdict where the contract differs and DEVIATIONS.md has no entry. */
function unexplained(change: Difference, gap: Difference, agreed: boolean): Verdict {
  const { subject, fact, before, now } = change
  const answer = / response /.test(subject)
  if (now === 'absent') {
    if (isOperation(subject)) return refusal('that it is there')
    if (!answer) return refusal(`${gap.now}, and it may be refused from now on`)
    const needed = gap.now.startsWith('required') || / response 2\d\d$/.test(subject)
    return needed ? refusal(gap.now) : news('the contract does not promise it')
  }
  if (before === 'absent') {
    if (!answer && !isOperation(subject) && now.startsWith('required'))
      return {
        verdict: 'contradicts',
        why: 'the contract does not have it, and requests without it may be refused',
      }
    return news('the contract does not have it')
  }
  if (fact === '') {
    const [strict, ours] = [now.startsWith('required'), gap.now.startsWith('required')]
    if (answer) return ours && !strict ? refusal(gap.now) : news(`the contract says ${gap.now}`)
    return strict ? refusal(gap.now) : news(`the contract says ${gap.now}`)
  }
  if (
    fact === 'enum' &&
    !answer &&
    before !== 'none' &&
    !values(before).some((one) => !values(now).includes(one))
  )
    return news('the contract does not take the new value')
  return agreed ? refusal(gap.now) : news(`the contract has said otherwise before: ${gap.now}`)
}

/** Creates a classifier of changes from the recorded to the published document. */
export function judge(
  recorded: Fields,
  published: Fields,
  ours: Fields,
  explained: (line: string) => boolean,
): (change: Difference) => Verdict {
  const [past, gaps] = [gapsOf(recorded, ours), gapsOf(published, ours)]
  return (change) => {
    const { subject, fact } = change
    const missing = absent(gaps, subject)
    if (missing !== undefined && explained(lineOf(missing)))
      return { verdict: 'known', why: 'DEVIATIONS.md says why this is left out of the contract' }
    if (!binding.has(fact))
      return news(
        fact === 'description' || fact === 'deprecated'
          ? 'descriptions do not bind, but may announce a rule'
          : 'this keyword is not classified yet',
      )
    const gap = gaps.get(keyOf(change)) ?? missing
    if (gap === undefined) {
      // Near the contract and in no entry, such as the successor of one of its operations in another version.
      const near = isOperation(subject) && change.now === 'absent' && absent(past, subject)
      return near && !explained(lineOf(near))
        ? news('the contract does not have it')
        : { verdict: 'known', why: 'the contract says so already' }
    }
    if (explained(lineOf(gap))) return { verdict: 'known', why: 'DEVIATIONS.md has this difference' }
    const agreed = !past.has(keyOf(change)) && absent(past, subject) === undefined
    return unexplained(change, gap, agreed)
  }
}
