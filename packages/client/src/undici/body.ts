/** Backpressure: above so many unread bytes, the source has to wait. */
const maxUnreadBytes = 256 * 1024

type Bytes = Uint8Array<ArrayBuffer>
type Stream = ReadableStream<Bytes>
type Part = { done: false; value: Bytes } | { done: true; value: undefined }
type Outcome = () => Promise<{ done: true; value: undefined }>

/** What the parts of a body come from. */
export type BodySource = {
  /** Called when there is room again, after `write` returned false. */
  readonly resume: () => void
  readonly abort: (reason: Error) => void
}

/** A body, written as a stream of Node and read as a web stream. A real one is created when more than a reader is used. */
export class LightBody implements Stream, ReadableStreamDefaultReader<Bytes> {
  declare readonly pipeThrough: Stream['pipeThrough']
  declare readonly pipeTo: Stream['pipeTo']
  declare readonly tee: Stream['tee']
  declare readonly values: Stream['values']
  declare readonly [Symbol.asyncIterator]: Stream['values']
  readonly #source: BodySource
  readonly #parts: Bytes[] = []
  readonly #waiting: ((part: Part | Promise<Part>) => void)[] = []
  readonly #closing: ((part: Promise<Part>) => void)[] = []
  #unreadBytes = 0
  #outcome: Outcome | undefined
  #isLocked = false
  #real: Stream | undefined

  constructor(source: BodySource) {
    this.#source = source
  }

  /** Takes a part; false when the source has to wait. */
  write(value: Bytes): boolean {
    const next = this.#waiting.shift()
    if (next !== undefined) next({ done: false, value })
    else if (this.#outcome === undefined) {
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
  #finish(outcome: Outcome): void {
    this.#outcome ??= outcome
    for (const each of [...this.#waiting.splice(0), ...this.#closing.splice(0)]) each(this.#outcome())
  }

  read(): Promise<Part> {
    const value = this.#parts.shift()
    if (value === undefined) return this.#outcome?.() ?? new Promise((resolve) => this.#waiting.push(resolve))
    const isFull = this.#unreadBytes > maxUnreadBytes
    this.#unreadBytes -= value.byteLength
    if (isFull && this.#unreadBytes <= maxUnreadBytes) this.#source.resume()
    return Promise.resolve({ done: false, value })
  }
  async cancel(): Promise<void> {
    const isOver = this.#outcome !== undefined
    this.#parts.length = 0
    this.end()
    if (!isOver) this.#source.abort(new Error('The body was cancelled.'))
  }
  get closed(): Promise<undefined> {
    const ended = this.#outcome?.() ?? new Promise<Part>((resolve) => this.#closing.push(resolve))
    return ended.then(() => undefined)
  }
  releaseLock(): void {
    this.#isLocked = false
  }

  get locked(): boolean {
    return this.#real?.locked ?? this.#isLocked
  }
  getReader(options: { mode: 'byob' }): ReadableStreamBYOBReader
  getReader(): ReadableStreamDefaultReader<Bytes>
  getReader(options?: { mode?: 'byob' }): ReturnType<Stream['getReader']>
  getReader(options?: { mode?: 'byob' }): ReturnType<Stream['getReader']> {
    if (this.#real !== undefined || options?.mode !== undefined) return this.real().getReader(options)
    this.#lock()
    return this
  }
  #lock(): void {
    if (this.#isLocked) throw new TypeError('The body is being read already.')
    this.#isLocked = true
  }

  /** Returns a stream of the platform that reads this body. */
  real(): Stream {
    if (this.#real !== undefined) return this.#real
    this.#lock()
    this.#real = new ReadableStream(
      {
        pull: async (controller) => {
          const part = await this.read()
          if (part.done) controller.close()
          else controller.enqueue(part.value)
        },
        cancel: () => this.cancel(),
      },
      { highWaterMark: 0 },
    )
    return this.#real
  }
}
