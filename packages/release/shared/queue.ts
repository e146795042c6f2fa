/** Runs jobs with limited concurrency. Results come in the order of the jobs. */
export async function runConcurrently<Result>(
  limit: number,
  jobs: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  const results: Result[] = []
  // The workers share one iterator, so each job is taken once.
  const remaining = jobs.entries()
  const work = async (): Promise<void> => {
    for (const [index, job] of remaining) results[index] = await job()
  }
  await Promise.all(Array.from({ length: limit }, work))
  return results
}
