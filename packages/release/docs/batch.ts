import { pathToFileURL } from 'node:url'

// A program: imports the modules that are its arguments, one after the other, and prints one line of JSON with the output or
// the error of each. Programs without side effects share one process this way, which saves its start.
const { stdout } = process
const write = stdout.write.bind(stdout)
const results: { stdout: string; error: string }[] = []
for (const path of process.argv.slice(2)) {
  let text = ''
  stdout.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    return true
  }
  const error = await import(pathToFileURL(path).href).then(
    () => '',
    (thrown: unknown) => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
  )
  stdout.write = write
  results.push({ stdout: text, error })
}
write(`${JSON.stringify(results)}\n`)
