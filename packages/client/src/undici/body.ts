/** Backpressure: above so many unread bytes, the source has to wait. */
const maxUnreadBytes = 256 * 1024

type Bytes = Uint8Array<ArrayBuffer>
type Part = { done: false; value: Bytes } | { done: true; value: undefined }

/** What the parts of a body come from. */
export type BodySource = {
  /** Called when there is room again, after `write` returned false. */
  readonly resume: () => void
  readonly abort: (reason: Error) => void
}

/** A body that is written as a stream of Node, and read as a web stream by one reader: itself. */
export class PlainBody {
  readonly #source: BodySource
  readonly #parts: Bytes[] = []
  readonly #waiting: ((part: Part | Promise<Part>) => void)[] = []
  #unreadBytes = 0
  #end: (() => Promise<Part>) | undefined

  constructor(source: BodySource) {
    this.#source = source
  }

  /** Takes a part; false when the source has to wait. */
  write(value: Bytes): boolean {
    const next = this.#waiting.shift()
    if (next !== undefined) next({ done: false, value })
    else if (this.#end === undefined) {
      this.#parts.push(value)
      this.#unreadBytes += value.byteLength
    }
    return this.#unreadBytes <= maxUnreadBytes
  }
  end(): void {
    this.#finish(() => Promise.resolve({ done: true, value: undefined }))
  }
  /** Ends a body that is incomplete. */
  destroy(reason: unknown): void {
    this.#finish(() => Promise.reject(reason))
  }
  #finish(end: () => Promise<Part>): void {
    this.#end ??= end
    for (const each of this.#waiting.splice(0)) each(this.#end())
  }

  getReader(): this {
    return this
  }
  read(): Promise<Part> {
    const value = this.#parts.shift()
    if (value === undefined) return this.#end?.() ?? new Promise((resolve) => this.#waiting.push(resolve))
    const wasFull = this.#unreadBytes > maxUnreadBytes
    this.#unreadBytes -= value.byteLength
    if (wasFull && this.#unreadBytes <= maxUnreadBytes) this.#source.resume()
    return Promise.resolve({ done: false, value })
  }
  async cancel(): Promise<void> {
    const isOver = this.#end !== undefined
    this.#parts.length = 0
    this.end()
    if (!isOver) this.#source.abort(new Error('The body was cancelled.'))
  }

  /** Returns a stream of the platform that reads this body. */
  real(): ReadableStream<Bytes> {
    const pull = async (controller: ReadableStreamDefaultController<Bytes>): Promise<void> => {
      const part = await this.read()
      if (part.done) controller.close()
      else controller.enqueue(part.value)
    }
    return new ReadableStream({ pull, cancel: () => this.cancel() }, { highWaterMark: 0 })
  }
}
