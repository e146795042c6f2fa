import { expect, test } from 'vitest'
import { pageLooks, pagePaints } from '../../../src/view/page/looks.ts'

/** The contrast of two colours as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other].map(luminance).toSorted((first, second) => second - first)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const schemes = ['light', 'dark'] as const

test('measures contrast as WCAG does', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
})

test.each(schemes)('texts can be read in a %s scheme', (scheme) => {
  const { page, shade, text, soft, alarm } = pagePaints[scheme]
  const pairs = [
    ...[text, soft, alarm].flatMap((color) => [
      [color, page],
      [color, shade],
    ]),
    ...Object.values(pageLooks).flatMap(({ [scheme]: paint }) => [
      [paint.text, paint.area],
      // The words of its changes.
      [paint.text, page],
    ]),
  ]
  for (const [color = '', ground = ''] of pairs)
    expect([color, ground, contrast(color, ground) >= 4.5]).toEqual([color, ground, true])
})

test.each(schemes)('edges can be described from the page in a %s scheme', (scheme) => {
  for (const { [scheme]: paint } of Object.values(pageLooks))
    expect([paint.edge, contrast(paint.edge, pagePaints[scheme].page) >= 3]).toEqual([paint.edge, true])
})

test('every state has its own sign and class', () => {
  const looks = Object.values(pageLooks)
  expect(new Set(looks.map(({ name }) => name)).size).toBe(looks.length)
  expect(new Set(looks.map(({ sign }) => sign)).size).toBe(looks.length)
})
