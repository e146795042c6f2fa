#!/usr/bin/env node
import module from 'node:module'

// Node 20 does not have it.
module.enableCompileCache?.()
const { runProcess } = await import('./dist/process.js')
await runProcess()
