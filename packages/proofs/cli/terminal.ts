import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { exactly, printLine, type Figure } from '../table.ts'
import { bin, type Place } from './command.ts'
import { findBroken, findWrapped, type Screen } from './screen.ts'
import { artefacts, showcase, withShowcase, type Shown } from './showcase.ts'

/** Columns of terminals; the last one shows every line whole. */
const widths = [40, 80, 120] as const
const wide = 300
/** More than any output has. */
const height = 400
/** Pictures cut words at the edge of a day, and the ids of runs differ. */
const isPicture = ({ name }: Shown): boolean => name.endsWith('-week')

/** Runs every command in terminals of all widths, keeps what they show, and looks for what does not fit. */
export async function terminalFigures(): Promise<Figure[]> {
  mkdirSync(artefacts, { recursive: true })
  printLine(`Screens are kept in ${artefacts}.`)
  const all = await Promise.all(
    [...widths, wide].map(async (columns) => [columns, await showAll(columns)] as const),
  )
  const shown = new Map(all)
  const whole = shown.get(wide) ?? new Map<string, Captured>()
  return widths.flatMap((columns) => figuresOf(columns, shown.get(columns) ?? new Map(), whole))
}

/** True for a command to copy, which a terminal may wrap: broken into lines it would be another one. */
const isCommand = (line: string): boolean => /^\s+(?:block-slots|export) |^Usage: /.test(line)

/** The last screen of a command, and the lines that were wrapped in any of its screens. */
type Captured = Screen & { readonly wrapped: readonly string[] }

function figuresOf(
  columns: number,
  screens: ReadonlyMap<string, Captured>,
  whole: ReadonlyMap<string, Captured>,
): Figure[] {
  const wrapped = [...screens].flatMap(([name, screen]) =>
    screen.wrapped.filter((line) => !isCommand(line)).map((line) => `${name}: ${line}`),
  )
  const broken = showcase
    .filter((shown) => !isPicture(shown))
    .flatMap(({ name }) => {
      const [narrow, all] = [screens.get(name)?.lines ?? [], whole.get(name)?.lines ?? []]
      return findBroken(narrow, all).map((word) => `${name}: ${word}`)
    })
    // Ids of runs and blocks are different in each folder.
    .filter((text) => !/: (?:[0-9a-f]{8}|[0-9A-Za-z]{20})$/.test(text))
  for (const line of [...wrapped, ...broken]) printLine(`${columns} columns: ${line}`)
  return [
    exactly(`${columns} columns: screens`, screens.size, showcase.length),
    exactly(`${columns} columns: lines wider than the terminal`, wrapped.length, 0),
    exactly(`${columns} columns: broken words`, broken.length, 0),
  ]
}

function showAll(columns: number): Promise<Map<string, Captured>> {
  // A server of its own: no other is touched.
  const socket = `block-slots-${process.pid}-${columns}`
  return withShowcase(async (place) => {
    const screens = new Map<string, Captured>()
    try {
      for (const { name, argv } of showcase) {
        // oxlint-disable-next-line no-await-in-loop -- One after the other: the plan comes before it is applied.
        screens.set(name, await show(socket, columns, { argv, place, name }))
      }
      return screens
    } finally {
      await tmux(socket, 'kill-server').catch(() => {})
    }
  })
}

/** Runs one command in a terminal of its own, and captures it until the command has ended. */
async function show(
  socket: string,
  columns: number,
  { argv, place, name }: { readonly argv: readonly string[]; readonly place: Place; readonly name: string },
): Promise<Captured> {
  const variables = Object.entries({ ...place.env, TZ: 'America/New_York', XDG_CONFIG_HOME: place.folder })
  const environment = variables.flatMap(([key, value]) => ['-e', `${key}=${value}`])
  const size = ['-x', String(columns), '-y', String(height)]
  const options = ['set', '-g', 'remain-on-exit', 'on', ';', 'set', '-g', 'remain-on-exit-format', '']
  const command = [process.execPath, bin, ...argv]
  const session = [
    'new-session',
    '-d',
    '-s',
    name,
    ...size,
    '-c',
    place.folder,
    ...environment,
    '--',
    ...command,
  ]
  // A server that has no session ends, so the options come with the first one.
  await tmux(socket, 'new-session', '-d', '-s', 'keep', 'sleep 600', ';', ...options).catch(() => {})
  await tmux(socket, ...session)
  const wrapped = new Set<string>()
  let screen: Screen = { rows: [], lines: [] }
  let isDead = false
  while (!isDead) {
    // oxlint-disable no-await-in-loop -- A terminal changes with time.
    isDead = (await tmux(socket, 'display', '-p', '-t', name, '#{pane_dead}')).trim() === '1'
    screen = { rows: await capture(socket, name), lines: await capture(socket, name, '-J') }
    // Two captures of a moving screen may differ: a line counts when it is wrapped in the last one, or in a still one.
    if (isDead || sameRows(screen.rows, await capture(socket, name))) {
      for (const line of findWrapped(screen)) wrapped.add(line)
    }
    if (!isDead) {
      if (isProgress(screen))
        writeFileSync(join(artefacts, `${name}-${columns}-progress.txt`), textOf(screen))
      await sleep(50)
    }
    // oxlint-enable no-await-in-loop
  }
  const file = join(artefacts, `${name}-${columns}`)
  writeFileSync(`${file}.txt`, textOf(screen))
  writeFileSync(`${file}.ansi`, `${(await capture(socket, name, '-e')).join('\n')}\n`)
  await tmux(socket, 'kill-session', '-t', name)
  return { ...screen, wrapped: [...wrapped] }
}

const textOf = ({ rows }: Screen): string => `${rows.join('\n')}\n`

/** True while a run shows how far it is. */
const isProgress = ({ rows }: Screen): boolean => rows.some((row) => row.startsWith('Carried out'))

const sameRows = (one: readonly string[], other: readonly string[]): boolean =>
  one.join('\n') === other.join('\n')

async function capture(socket: string, name: string, ...options: string[]): Promise<string[]> {
  const text = await tmux(socket, 'capture-pane', '-p', ...options, '-t', name)
  return text.replace(/\n+$/, '').split('\n')
}

async function tmux(socket: string, ...argv: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('tmux', ['-L', socket, '-f', '/dev/null', ...argv], {
    maxBuffer: 16_777_216,
  })
  return stdout
}
