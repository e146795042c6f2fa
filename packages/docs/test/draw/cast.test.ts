import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { maskVarying } from '../../draw/cast/mask.ts'
import { drawCast, paceLines, textOfCast } from '../../draw/cast/player.ts'
import { readScreen } from '../../draw/cast/screen.ts'

const escape = '\u001B'
const linesOf = (...texts: string[]) =>
  readScreen(
    texts.map((text, index) => ({ atMs: index * 100, text })),
    10,
  )
const textsOf = (...texts: string[]): string[] =>
  linesOf(...texts).map(({ pieces }) => pieces.map(({ text }) => text).join(''))

test('lines are those of the terminal in the end', () => {
  expect(textsOf('one\r\ntwo\n', '\nfour')).toEqual(['one', 'two', '', 'four'])
  expect(textsOf('loading\r', `${escape}[K`, 'done\n')).toEqual(['done'])
  expect(textsOf('10 %\r20 %\r', '\n')).toEqual(['20 %'])
})

test('a line breaks at the last column, wide characters count two', () => {
  expect(textsOf('0123456789abc\n')).toEqual(['0123456789', 'abc'])
  expect(textsOf('会議会議会議\n')).toEqual(['会議会議会', '議'])
})

test('styles begin and end, also where a sequence is cut in two', () => {
  const [line] = linesOf(
    `${escape}[1mA${escape}[3`,
    `2mB${escape}[39mC${escape}[22mD${escape}[31m${escape}[0mE\n`,
  )
  expect(line?.pieces).toEqual([
    { text: 'A', styles: 'bold' },
    { text: 'B', styles: 'bold green' },
    { text: 'C', styles: 'bold' },
    { text: 'D', styles: '' },
    { text: 'E', styles: '' },
  ])
  expect(line?.atMs).toBe(100)
})

test('lines keep their times, within what can be read', () => {
  const pieces = [{ text: 'x', styles: '' }]
  const times = [0, 5, 405, 60_405].map((atMs) => ({ atMs, pieces }))
  expect(paceLines(times)).toEqual([70, 140, 540, 2140])
})

test('a cast has its text, each line at its time, and scrolls when its rows are full', () => {
  const lines = linesOf(`${escape}[32ma <b>${escape}[39m & c \n`, '\n', 'two\n', 'three\n')
  const picture = drawCast({ title: 'A & B', description: 'Text.', columns: 10, rows: 2, lines })
  expect(textOfCast(picture)).toBe('a <b> & c\ntwo\nthree')
  expect(picture).toContain('<tspan class="g">a &lt;b&gt;</tspan> &amp; c</text>')
  expect(picture.match(/animation-delay:[\d.]+s/g)).toEqual([
    'animation-delay:0.07s',
    'animation-delay:0.27s',
    'animation-delay:0.37s',
  ])
  expect(picture).toContain('.lines{transform:translateY(-36px)')
  expect(picture).toMatch(/@keyframes scroll\{0%\{transform:none\}[\d.]+%\{transform:translateY\(-18px\)\}/)
})

test('what differs from run to run is masked, and nothing else', () => {
  expect(maskVarying('Run c7581522: 6 done in 1.2 s. http://127.0.0.1:34981/ "mAg88Rlsa9ceIZPJeEYv"')).toBe(
    'Run RUN: 6 done in TIME. http://127.0.0.1:PORT/ "ID"',
  )
  expect(maskVarying('2030-12-23 09:00 12:00 Lunch')).toBe('2030-12-23 09:00 12:00 Lunch')
})

test.each(['start', 'plan-and-apply'])('the cast %s shows no token', (name) => {
  const text = textOfCast(readFileSync(new URL(`../../pictures/${name}.svg`, import.meta.url), 'utf8'))
  expect(text).toContain('block-slots')
  expect(text).not.toMatch(/pit-|Bearer (?!\[secret\])/)
})
