#!/usr/bin/env node
import module from 'node:module'

const { node } = process.versions
const [major = 0, minor = 0] = node.split('.').map(Number)
// Older ones fail somewhere in the middle, with a message that names neither the cause nor the remedy.
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`Error: Expected Node 22.13 or newer and got ${node}. Install a newer Node.\n`)
  process.exit(2)
}
// Of both, Node follows FORCE_COLOR, and prints a warning of its own as soon as its utilities are loaded.
if (process.env.NO_COLOR) delete process.env.FORCE_COLOR
module.enableCompileCache()
const { runProcess } = await import('./dist/process.js')
await runProcess()
