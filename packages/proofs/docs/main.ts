import { proofArguments, readNames } from '../arguments.ts'

/** What the proof of the documents consists of. Each part prints its figures, and is loaded when it is asked for. */
const parts = {
  site: async () => (await import('./site/main.ts')).proveSite(),
  live: async () => (await import('./live.ts')).proveLive(),
  casts: async () => (await import('./casts.ts')).proveCasts(),
  lighthouse: async () => (await import('./lighthouse.ts')).proveLighthouse(),
  examples: async () => (await import('./examples.ts')).proveExamples(),
} as const

const names = readNames('the part', proofArguments, [
  'site',
  'live',
  'casts',
  'lighthouse',
  'examples',
] as const)
for (const name of names) await parts[name]()
