/** The value below which a share of the values lies, at the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values]
  sorted.sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
