import { describe, expect, it } from 'vitest'
import { measureNullWeeks } from '../../bench/null-weeks'

/** Three standard errors of a share of 5 % in 400 weeks, in percent. */
const error = 300 * Math.sqrt((0.05 * 0.95) / 400)

describe('unusual areas in 400 weeks without a fault, and 400 with three', () => {
  const [measured] = measureNullWeeks(400, [0.5])

  it('raise an alarm in at most 5 % of the quiet ones, where Gi* would in three times as many', () => {
    expect(measured?.alarms).toBeLessThan(5 + error)
    expect(measured?.alarms_gi_star).toBeGreaterThan(10)
  })

  it('are false in at most 5 % of the cells, and found all the same', () => {
    expect(measured?.false_discoveries).toBeLessThan(5 + error)
    expect(measured?.found).toBeGreaterThan(35)
  })
})
