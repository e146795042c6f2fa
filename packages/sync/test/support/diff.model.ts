import { isSameValue, valueKey } from '../../src/block.ts'
import { overlaps } from '../../src/time.ts'
import type { DiffInput, OwnerDiff } from '../../src/diff/diff.ts'
import { storedValue } from '../../src/ledger.ts'
import { defaultRules, type Rules } from '../../src/rules.ts'
import { isChange, type StoredStep } from '../../src/step.ts'
import { alter, Calendar, hour, seededRandom } from './diff.calendar.ts'
import { Machine, tested, type Tested } from './diff.machine.ts'
import { Draw, Sources, sources, titles, windowHours } from './diff.sources.ts'

/** What a history has shown. */
export type History = {
  readonly breaches: readonly string[]
  readonly tally: Readonly<Record<TallyName, number>>
}

/** Every breach that a history can show. */
export const breachNames = [
  'a block of another maker is changed',
  'a block is deleted that a person has edited',
  'a block is made twice',
  'a block is there twice',
  'a block is there beside an equal one of another maker',
  'a block is changed that is not there',
  'a wanted block is missing',
  'a second run changes something',
  'a second run remembers something else',
  'a loss of the state changes something',
  'a fault costs a wanted block',
  'a stopped owner changes',
  'an owner is stopped although that was allowed',
] as const

const tallyNames = [
  'plans',
  'creates',
  'updates',
  'deletes',
  'kept',
  'stops',
  'cuts',
  'adopted',
  'takenOver',
  'losses',
  'faults',
] as const
type TallyName = (typeof tallyNames)[number]

/** Plays one random history of sources, people, machines and losses, and checks the rules after each run. */
export function playHistory(seed: number, functions: Tested = tested): History {
  return new World(seed, functions).play()
}

/** A copy of a machine's state. */
type Snapshot = Pick<Machine, 'ledger' | 'unresolved'>

const noState: Snapshot = { ledger: new Map(), unresolved: [] }

class World {
  readonly #draw: Draw
  readonly #sources: Sources
  readonly #calendar: Calendar
  readonly #machines: readonly Machine[]
  readonly #rules: Rules
  readonly #tested: Tested
  readonly #breaches: string[] = []
  readonly #tally = Object.fromEntries(tallyNames.map((name) => [name, 0])) as Record<TallyName, number>
  #from = 0
  readonly #snapshots = new Map<Machine, Snapshot>()

  constructor(seed: number, functions: Tested) {
    this.#draw = new Draw(seededRandom(seed))
    this.#sources = new Sources(this.#draw)
    this.#tested = functions
    this.#calendar = new Calendar(this.#draw.random)
    const count = this.#draw.chance(0.25) ? 2 : 1
    this.#machines = Array.from(
      { length: count },
      (_, number) => new Machine(number, this.#calendar, functions),
    )
    this.#rules = {
      ...defaultRules,
      mode: this.#draw.chance(0.1) ? 'add' : 'mirror',
      editedByHand: this.#draw.pick(['restore', 'keep'] as const),
      deletedByHand: this.#draw.pick(['restore', 'keep'] as const),
      maxDelete: this.#draw.pick([3, '20%', '100%'] as const),
    }
  }

  play(): History {
    for (let count = 2 + this.#draw.below(12); count > 0; count -= 1) this.#sources.add(this.#from)
    for (let count = this.#draw.below(4); count > 0; count -= 1) this.#personAdds()
    for (let round = 3 + this.#draw.below(5); round > 0; round -= 1) {
      this.#run()
      for (let count = this.#draw.below(5); count > 0; count -= 1) this.#event()
    }
    this.#converge()
    for (const machine of this.#machines) {
      this.#breaches.push(...machine.breaches)
      this.#tally.adopted += machine.adopted
      this.#tally.takenOver += machine.takenOver
      for (const { action } of machine.sent) this.#tally[`${action}s`] += 1
    }
    return { breaches: this.#breaches, tally: this.#tally }
  }

  /** One run, or two at once; with faults, people between plan and apply, and cuts. */
  #run(): void {
    const isRace = this.#machines.length > 1 && this.#draw.chance(0.3)
    const machines = isRace ? this.#machines : [this.#draw.pick(this.#machines)]
    const plans = machines.map((machine) => ({ machine, plan: this.#plan(machine) }))
    if (this.#draw.chance(0.2)) this.#personMeddles()
    const listed = this.#list()
    for (const { machine, plan } of plans) {
      if (this.#draw.chance(0.3)) this.#snapshots.set(machine, snapshotBefore(machine, plan))
      const changes = plan.steps.filter(isChange).length
      const cut =
        changes > 0 && this.#draw.chance(0.2)
          ? { at: this.#draw.below(changes), isSent: this.#draw.chance(0.5) }
          : undefined
      if (cut !== undefined) this.#tally.cuts += 1
      machine.apply(plan, listed, { isRace, ...(cut && { cut }) })
    }
  }

  #plan(machine: Machine): OwnerDiff {
    const fault = this.#draw.chance(0.1)
      ? this.#draw.pick(['list-empty', 'list-truncated', 'source-empty'] as const)
      : undefined
    const emptied = fault === 'source-empty' ? this.#draw.pick(sources) : undefined
    let listed = this.#list()
    if (fault === 'list-empty') listed = []
    if (fault === 'list-truncated') listed = listed.filter(() => this.#draw.chance(0.5))
    const input = { ...this.#input(emptied), listed }
    let plan = machine.plan(input)
    this.#tally.plans += 1
    if (plan.stop !== undefined) {
      this.#tally.stops += 1
      if (plan.steps.length + plan.ledger.length > 0) this.#breaches.push('a stopped owner changes')
      if (fault === undefined && this.#draw.chance(0.6)) plan = this.#planAllowed(machine, input, plan)
    }
    if (fault !== undefined) this.#checkFault(plan)
    return plan
  }

  #planAllowed(
    machine: Machine,
    input: Omit<DiffInput, 'ledger' | 'unresolved'>,
    { stop }: OwnerDiff,
  ): OwnerDiff {
    const allowed = machine.plan({ ...input, allow: stop?.count })
    if (allowed.stop !== undefined) this.#breaches.push('an owner is stopped although that was allowed')
    return allowed
  }

  /** A fault may stop an owner or have no effect; it never takes the place of a block that is wanted. */
  #checkFault({ steps }: OwnerDiff): void {
    this.#tally.faults += 1
    const real = new Set(this.#sources.wanted().map(valueKey))
    for (const step of steps) {
      if (step.action !== 'delete' && step.action !== 'update') continue
      // One of several equal blocks may go, or become another one.
      const isLast = this.#calendar.equalTo(step.was).length === 1
      const isPersons = step.action === 'update' && step.by === 'person'
      if (isLast && !isPersons && real.has(valueKey(step.was)))
        this.#breaches.push('a fault costs a wanted block')
    }
  }

  /** Runs without faults until nothing changes, and checks that everything is right then. */
  #converge(): void {
    // Two machines may have made blocks twice at once, and each deletes its own surplus in its next run.
    for (let round = 0; round < this.#machines.length * 2 - 1; round += 1)
      for (const machine of this.#machines) machine.apply(this.#planCalm(machine), this.#list())
    for (const machine of this.#machines) this.#checkEnd(machine, this.#planCalm(machine))
    if (this.#rules.mode === 'mirror') this.#checkTwice()
  }

  #planCalm(machine: Machine): OwnerDiff {
    const input = { ...this.#input(), listed: this.#list() }
    const plan = machine.plan(input)
    return plan.stop === undefined ? plan : this.#planAllowed(machine, input, plan)
  }

  #checkEnd(machine: Machine, { steps, ledger }: OwnerDiff): void {
    if (steps.some(isChange)) this.#breaches.push('a second run changes something')
    if (ledger.length > 0) this.#breaches.push('a second run remembers something else')
    this.#tally.kept += steps.filter(({ action }) => action === 'keep').length
    const kept = new Set(
      steps.flatMap((step) => (step.action === 'keep' && step.wanted ? [valueKey(step.wanted)] : [])),
    )
    const wanted = this.#sources.wanted().filter((want) => overlaps(want, this.#window()))
    for (const want of wanted) {
      const isThere = this.#calendar.equalTo(want).length + this.#calendar.equalTo(alter(want)).length > 0
      if (!isThere && !kept.has(valueKey(want))) this.#breaches.push('a wanted block is missing')
    }
    const equal = wanted.filter((want) => this.#calendar.equalTo(want).length > 0)
    const input = { ...this.#input(), wanted: equal, listed: this.#list(), ledger: new Map() }
    if (this.#tested.diff(input).steps.some(isChange))
      this.#breaches.push('a loss of the state changes something')
    machine.unresolved = []
  }

  #checkTwice(): void {
    // As made, as far as the machine remembers: an older state takes what was done since for a person's work.
    const own = this.#calendar.groups(({ id, value, makers }) => {
      const entry = [...makers].map((maker) => this.#machines[maker]?.ledger.get(id))
      return (
        entry.some((each) => each && isSameValue(storedValue(each), value)) && overlaps(value, this.#window())
      )
    })
    for (const group of own) {
      const [first] = group
      if (first === undefined) continue
      // The service has altered this one, and only the state knows what was asked for.
      const isAltered = first.value.title.includes('·')
      const isForgotten = this.#machines.length > 1 || this.#tally.losses + this.#tally.cuts > 0
      if (group.length > 1 && !(isAltered && isForgotten)) this.#breaches.push('a block is there twice')
      if (isAltered) continue
      const smallest = this.#calendar.equalTo(first.value).every(({ id }) => first.id <= id)
      if (!smallest) this.#breaches.push('a block is there beside an equal one of another maker')
    }
  }

  #event(): void {
    const machine = this.#draw.pick(this.#machines)
    const kind = this.#draw.random()
    if (kind < 0.4) this.#sources.change(this.#from)
    else if (kind < 0.8) this.#personMeddles()
    else if (kind < 0.9) this.#from += 1 + this.#draw.below(3)
    else {
      this.#tally.losses += 1
      const { ledger, unresolved } =
        (this.#draw.chance(0.6) ? this.#snapshots.get(machine) : undefined) ?? noState
      machine.ledger = new Map(ledger)
      machine.unresolved = [...unresolved]
      machine.isSetBack = true
    }
  }

  #personMeddles(): void {
    const rows = [...this.#calendar.rows.values()].filter(({ isForeign }) => isForeign !== true)
    if (rows.length === 0 || this.#draw.chance(0.3)) return this.#personAdds()
    const row = this.#draw.pick(rows)
    const kind = this.#draw.below(3)
    if (kind === 0) this.#calendar.rows.delete(row.id)
    else if (kind === 1) row.value = { ...row.value, title: this.#draw.pick([...titles, 'Lunch', 'Tea·']) }
    else row.value = { ...this.#draw.value(this.#from), title: row.value.title }
  }

  /** Adds a block of a person: any, one equal to a wanted one, one that is nearly equal, or a synchronised event. */
  #personAdds(): void {
    const wanted = this.#sources.wanted()
    const like =
      this.#draw.chance(0.7) && wanted.length > 0 ? this.#draw.pick(wanted) : this.#draw.value(this.#from)
    const { startTime, endTime, title } = like
    const value = this.#draw.chance(0.3)
      ? { startTime, endTime, title: 'Lunch' }
      : { startTime, endTime, title }
    this.#calendar.add(value, 'person', this.#draw.chance(0.15))
  }

  #input(without?: string): Pick<DiffInput, 'wanted' | 'rules' | 'window'> {
    return { wanted: this.#sources.wanted(without), rules: this.#rules, window: this.#window() }
  }

  #window(): { readonly from: string; readonly to: string } {
    return { from: hour(this.#from), to: hour(this.#from + windowHours) }
  }

  #list(): DiffInput['listed'] {
    return this.#calendar.list(this.#window())
  }
}

/** The state of a machine before a run: it has planned everything, and remembers nothing that was sent. */
function snapshotBefore(machine: Machine, plan: OwnerDiff): Snapshot {
  const unresolved = plan.steps
    .filter(isChange)
    .map((step, id): StoredStep => ({ id, owner: 'o', state: 'planned', step }))
  return { ledger: new Map(machine.ledger), unresolved }
}
