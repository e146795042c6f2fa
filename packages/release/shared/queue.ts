/** Does all jobs, at most so many of them at once, and gives their results in order. */
export async function runConcurrently<Result>(
  limit: number,
  jobs: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  const results: Result[] = []
  const left = jobs.entries()
  const work = async (): Promise<void> => {
    for (const [index, job] of left) results[index] = await job()
  }
  await Promise.all(Array.from({ length: limit }, work))
  return results
}
