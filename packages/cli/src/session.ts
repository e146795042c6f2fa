import type { Io } from './io.ts'
import type { Terminal } from './terminal.ts'

/** What a command works with: its environment, and its output. */
export type Session = Omit<Io, 'out' | 'err'> & Terminal
