import { describe, expect, it } from 'vitest'
import { growExtent } from '../../../web/map/grow-extent'
import type { Extent } from '../../../web/map/state'

/** On the equator, where a degree is as wide as high. */
const city: Extent = [0, -1, 2, 1]
const round = (extent: Extent) => extent.map((degrees) => Number(degrees.toFixed(3)))

describe('a box grown to the shape of the screen', () => {
  it('takes in more of the city where it lies at its edge, and the same on both sides amid it', () => {
    expect(round(growExtent([0.5, 0.8, 1.5, 1], city, 1))).toEqual([0.5, 0, 1.5, 1])
    expect(round(growExtent([0.5, -0.1, 1.5, 0.1], city, 1))).toEqual([0.5, -0.5, 1.5, 0.5])
    expect(round(growExtent([0, -0.5, 0.2, 0.5], city, 1))).toEqual([0, -0.5, 1, 0.5])
  })

  it('has the city in the middle where it shows more than that, and always the whole box', () => {
    expect(round(growExtent([0, 0.8, 2, 1], city, 0.5))).toEqual([0, -2, 2, 2])
    expect(round(growExtent([0.5, 1.5, 1.5, 1.7], city, 1))).toEqual([0.5, 0.7, 1.5, 1.7])
  })

  it('is the box where that has the shape, which is lower in degrees far from the equator', () => {
    expect(round(growExtent([0.5, -0.25, 1, 0.25], city, 1))).toEqual([0.5, -0.25, 1, 0.25])
    expect(round(growExtent([0, 60, 1, 60.1], [0, 59, 1, 61], 1))).toEqual([0, 59.8, 1, 60.3])
  })
})
