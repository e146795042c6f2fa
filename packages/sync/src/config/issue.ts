import type { z } from 'zod'
import { describeZone } from './zone.ts'
import { type Path, type Problem, quote, writePath, writePlace } from './problem.ts'
import { feedExpected, secretExpected, versionExpected, zoneExpected } from './schema.ts'
import { suggest, writeSuggestion } from '../suggest.ts'

type Issue = z.core.$ZodIssue

/** Reads the value at a path. */
export const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    root,
  )

const keysOf = (path: readonly PropertyKey[]): Path =>
  path.map((key) => (typeof key === 'symbol' ? String(key) : key))

/**
 * Lists what is wrong within a value of several forms: the issues of the form that it has, known by issues that lie within the
 * value; none when it has no such form.
 */
function issuesWithin({ errors, path }: z.core.$ZodIssueInvalidUnion): Issue[] {
  const form = errors.find((issues) => issues.length > 0 && issues.every((issue) => issue.path.length > 0))
  return (form ?? []).map((issue) => ({ ...issue, path: [...path, ...issue.path] }))
}

/** Describes the issues of the schema as problems. */
export function describeIssues(root: unknown, issues: readonly Issue[]): Problem[] {
  const problems: Problem[] = []
  const unknown = new Map<string, readonly string[]>()
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') unknown.set(writePath(keysOf(issue.path)), issue.keys)
  }
  const add = (issue: Issue): void => {
    const within = issue.code === 'invalid_union' ? issuesWithin(issue) : []
    if (within.length > 0) return within.forEach(add)
    const path = keysOf(issue.path)
    if (issue.code === 'unrecognized_keys') problems.push(...describeKeys(path, issue.keys, issue.message))
    else if (issue.code === 'custom' && issue.params?.['at'] === 'key')
      problems.push(describeName(path, issue.message))
    else {
      const value = valueAt(root, path)
      const key = path.at(-1)
      // A misspelt key is one mistake, not also a missing key.
      const isMisspelt = (unknown.get(writePath(path.slice(0, -1))) ?? []).some(
        (wrong) => typeof key === 'string' && suggest(wrong, [key]) !== undefined,
      )
      if (value !== undefined || !isMisspelt) problems.push(describeValue(path, value, issue))
    }
  }
  issues.forEach(add)
  return problems
}

/**
 * Describes keys that a mapping does not have.
 *
 * @param allowed The allowed keys, separated by commas.
 */
const describeKeys = (path: Path, keys: readonly string[], allowed: string): Problem[] =>
  keys.map((key) => ({
    path: [...path, key],
    at: 'key',
    message: `Expected one of the keys ${allowed}${writePlace(path)} and got ${quote(key)}.${writeSuggestion(key, allowed.split(', '))}`,
  }))

const describeName = (path: Path, expected: string): Problem => ({
  path,
  at: 'key',
  message: `Expected the key${writePlace(path.slice(0, -1))} to be ${expected} and got ${quote(path.at(-1))}.`,
})

function describeValue(path: Path, value: unknown, issue: Issue): Problem {
  const expected = issue.message
  const name = path.length === 0 ? 'the configuration' : writePath(path)
  if (value === undefined && path.length > 0) {
    return { path: path.slice(0, -1), at: 'key', message: `Expected the key ${name}: ${expected}. Add it.` }
  }
  if ((expected === secretExpected || expected === feedExpected) && typeof value === 'string') {
    return {
      path,
      message: `Expected ${name} to be ${expected} and got something else, which is not repeated.`,
    }
  }
  return {
    path,
    message: `Expected ${name} to be ${expected} and got ${quote(value)}.${adviseOn(value, issue)}`,
  }
}

/** Returns what to do about a value, as sentences that follow. */
function adviseOn(value: unknown, issue: Issue): string {
  if (issue.message === zoneExpected && typeof value === 'string') return describeZone(value)
  if (issue.message === versionExpected && typeof value === 'number' && value > 1) {
    return ' The format is newer than this program: update it.'
  }
  if (issue.message === versionExpected && value === '1') return ' Write it without quotes.'
  if (issue.code === 'invalid_value') return writeSuggestion(value, issue.values.map(String))
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof value === 'number') {
    return ' Put it in quotes.'
  }
  return ''
}
