import { pathToFileURL } from 'node:url'

// Run as a program: imports the modules it is given one after the other, and tells as one line of JSON what each printed, or
// why it failed. For programs that leave nothing behind, which so share the start of one process.
const { stdout } = process
const write = stdout.write.bind(stdout)
const told: { out: string; err: string }[] = []
for (const path of process.argv.slice(2)) {
  let out = ''
  stdout.write = (chunk: string | Uint8Array) => {
    out += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    return true
  }
  const err = await import(pathToFileURL(path).href).then(
    () => '',
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  )
  stdout.write = write
  told.push({ out, err })
}
write(`${JSON.stringify(told)}\n`)
