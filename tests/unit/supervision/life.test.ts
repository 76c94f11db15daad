import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vocabulary, type Role } from '../../../data/model/vocabulary'
import { afterStep, supervisionSteps, type Life, type SupervisionStep } from '../../../data/supervision/life'
import { mayTakeStep, supervisionRight, type SupervisionRight } from '../../../server/auth/access'

const life = (given: Partial<Life>): Life => ({
  ...{ status: 'asked', was_asked: true, was_ordered: false, open_cases: 3 },
  ...given,
})
const ordered = life({ status: 'ordered', was_ordered: true })
const orderedAtOnce = life({ status: 'ordered', was_asked: false, was_ordered: true })

describe('the life of a supervision', () => {
  it.each<[string, Life, SupervisionStep, string | null]>([
    ['what is asked for can be ordered', life({}), 'order', 'ordered'],
    ['an order leaves the ask behind when it is withdrawn', ordered, 'withdraw', 'asked'],
    ['an order that nobody asked for leaves nothing', orderedAtOnce, 'withdraw', 'withdrawn'],
    ['an ask can be withdrawn', life({}), 'withdraw', 'withdrawn'],
    ['and restored', life({ status: 'withdrawn' }), 'restore', 'asked'],
    ['as can an order', { ...orderedAtOnce, status: 'withdrawn' }, 'restore', 'ordered'],
    ['nobody ends it while a case is open', ordered, 'close', null],
    ['only when none is', life({ open_cases: 0 }), 'close', 'closed'],
    ['what is closed stays so', life({ status: 'closed' }), 'withdraw', null],
    ['what is closed cannot be ordered', life({ status: 'closed' }), 'order', null],
    ['nor restored', life({ status: 'closed' }), 'restore', null],
    ['what is withdrawn cannot be ordered', life({ status: 'withdrawn' }), 'order', null],
  ])('%s', (_, before, step, after) => {
    expect(afterStep(before, step)).toBe(after)
  })

  it('takes no step twice in a way that changes more, but for an order and its ask, which are of two people', () => {
    const lives = fc.record({
      status: fc.constantFrom(...vocabulary.supervision_status),
      was_asked: fc.boolean(),
      was_ordered: fc.boolean(),
      open_cases: fc.nat(3),
    })
    fc.assert(
      fc.property(lives, fc.constantFrom(...supervisionSteps), (before, step) => {
        const once = afterStep(before, step)
        if (once === null || (step === 'withdraw' && once === 'asked')) return
        expect(afterStep({ ...before, status: once }, step)).toBe(once)
      }),
    )
  })
})

const scope = { divisions: [] as number[], communities: [], stations: [], grids: [] }

describe('the right to supervise', () => {
  const table: Record<Role, SupervisionRight | null> = {
    ...{ admin: 'district', district: 'district', leader: 'subdistrict', secretary: 'ask' },
    ...{ planner: null, duty: null, crew: null, member: null },
  }
  it.each(Object.entries(table))('of role %s is %s', (role, right) => {
    expect(supervisionRight({ role: role as Role, scope: { ...scope, divisions: [2] } })).toBe(right)
  })

  it('is that of the district for a leader of the whole city', () => {
    expect(supervisionRight({ role: 'leader', scope })).toBe('district')
  })

  const who = (role: Role, user_id = 1) => ({ role, user_id, scope: { ...scope, divisions: [2] } })
  const asked = { rank: null, asked_by: 1 }
  it.each<[string, boolean, ReturnType<typeof who>, SupervisionStep, Parameters<typeof mayTakeStep>[2]]>([
    ['a secretary takes their own ask back', true, who('secretary'), 'withdraw', asked],
    ['but not that of another', false, who('secretary', 2), 'withdraw', asked],
    ['nor an order', false, who('secretary'), 'withdraw', { rank: 'subdistrict', asked_by: 1 }],
    ['and orders nothing', false, who('secretary'), 'order', asked],
    ['a leader orders', true, who('leader', 2), 'order', asked],
    ['does not speak for who asked', false, who('leader', 2), 'withdraw', asked],
    [
      'takes an order of the subdistrict back',
      true,
      who('leader', 2),
      'withdraw',
      { rank: 'subdistrict', asked_by: 1 },
    ],
    ['not one of the district', false, who('leader', 2), 'withdraw', { rank: 'district', asked_by: 1 }],
    ['the district takes both back', true, who('district', 2), 'withdraw', { rank: 'subdistrict', asked_by: 1 }],
    ['a duty desk closes nothing', false, who('duty'), 'close', { rank: 'subdistrict', asked_by: null }],
    ['a member closes nothing', false, who('member'), 'close', asked],
  ])('%s: %s', (_, allowed, account, step, supervision) => {
    expect(mayTakeStep(account, step, supervision)).toBe(allowed)
  })
})
