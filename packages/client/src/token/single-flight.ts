/** Work that runs once at a time: callers that ask while it is in flight share its result. */
export type SingleFlight<Result> = {
  readonly isInFlight: () => boolean
  /** Starts the work, or joins the one in flight. It goes on when the caller that started it stops waiting. */
  readonly run: (work: () => Promise<Result>) => Promise<Result>
}

/** Creates a single flight with nothing running. */
export function singleFlight<Result>(): SingleFlight<Result> {
  let inFlight: Promise<Result> | undefined
  return {
    isInFlight: () => inFlight !== undefined,
    run(work) {
      inFlight ??= work().finally(() => (inFlight = undefined))
      return inFlight
    },
  }
}
