#!/usr/bin/env node
import module from 'node:module'

// Node 20 does not have it.
module.enableCompileCache?.()
const { main, processIo } = await import('./dist/main.js')
process.exitCode = await main(process.argv.slice(2), processIo())
