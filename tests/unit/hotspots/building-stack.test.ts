import { beforeAll, describe, expect, it } from 'vitest'
import {
  buildingStack,
  countingCases,
  type StackCase,
  type StackInput,
} from '../../../data/hotspots/stack/building-stack'
import type { NeighbourHome } from '../../../data/hotspots/stack/stack-pattern'
import { demoColumns, type DemoColumns } from '../../support/demo-columns'
import { demoStacks } from '../../support/demo-stacks'

const week = { from: '2024-01-12', to: '2024-01-18' }
const calm = homesBeside(240, 1)
const unread: StackInput['readings'] = { since: '2023-11-01', temperature_standard_c: 18, of: [] }

/** A house of six floors, three stairwells and two flats on each of their floors: 36 flats. */
function house(cases: string[], given: Partial<StackInput> = {}): StackInput {
  const flats = Array.from({ length: 36 }, (_, i) => {
    const [floor, stairwell, column] = [Math.floor(i / 6) + 1, Math.floor((i % 6) / 2) + 1, (i % 2) + 1]
    return { id: i + 1, floor, stairwell, flat: `${floor}0${column}`, pressure_zone: 'low' as const, heated: true }
  })
  const at = (place: string) => flats.find((one) => `${one.stairwell}-${one.flat}` === place)?.id ?? null
  return {
    building: { id: 1, name: '1号楼', floors: 6, stairwells: 3, compound: '煤炭大院' },
    is_branch_end: false,
    flats,
    cases: cases.map((text) => {
      const [place = '', day = '2024-01-15'] = text.split('@')
      return caseOf({ dwelling_id: at(place), day })
    }),
    readings: unread,
    neighbours: calm,
    ...week,
    city_rate: 0.45,
    ...given,
  }
}

function caseOf(given: Partial<StackCase>): StackCase {
  return { dwelling_id: 1, day: '2024-01-15', open: true, symptom: 'not_hot', cause: null, ...given }
}

/** Homes around, of which the first so many have a case. */
function homesBeside(homes: number, cases: number, given: Partial<NeighbourHome> = {}): NeighbourHome[] {
  return Array.from({ length: homes }, (_, i) => ({
    pressure_zone: 'low',
    is_top: false,
    cases: i < cases ? 1 : 0,
    ...given,
  }))
}

const patternOf = (cases: string[], given: Partial<StackInput> = {}) => buildingStack(house(cases, given)).pattern

describe('the stack of a building', () => {
  it('counts by floor, top first, and stairwell', () => {
    const stack = buildingStack(house(['1-602', '1-601', '3-101', '3-101@2024-01-17']))
    expect(stack.rows.map(({ floor }) => floor)).toEqual([6, 5, 4, 3, 2, 1])
    const unmeasured = { measured: 0, coldest: null }
    expect(stack.rows[0]?.flats).toEqual([
      { cases: 2, open: 2, dwellings: 2, ...unmeasured },
      { cases: 0, open: 0, dwellings: 2, ...unmeasured },
      { cases: 0, open: 0, dwellings: 2, ...unmeasured },
    ])
    // The second report of a flat within a week is the same case.
    expect(stack.rows[5]?.flats[2]).toEqual({ cases: 1, open: 1, dwellings: 2, ...unmeasured })
    expect(stack).toMatchObject({ cases: 3, basis: { heated_dwellings: 36, weeks: 1, cases: 3 } })
  })

  it('shows the coldest of the latest readings of the flats, and which are below the standard', () => {
    const { flats } = house([])
    const heated = flats.map((flat) => ({ ...flat, heated: flat.id !== 3 }))
    // Flats 1 and 2 are floor 1 of stairwell 1; flat 3 is not heated; flat 8 is on floor 2.
    const of = [
      { dwelling_id: 1, reading_c: 19.5, day: '2024-01-17' },
      { dwelling_id: 2, reading_c: 17.9, day: '2024-01-10' },
      { dwelling_id: 3, reading_c: 9, day: '2024-01-10' },
      { dwelling_id: 8, reading_c: 18, day: '2024-01-11' },
    ]
    const { rows, readings } = buildingStack(house([], { flats: heated, readings: { ...unread, of } }))
    const cold = { reading_c: 17.9, day: '2024-01-10', below_standard: true }
    expect(rows[5]?.flats[0]).toEqual({ cases: 0, open: 0, dwellings: 2, measured: 2, coldest: cold })
    expect(rows[5]?.flats[1]).toMatchObject({ dwellings: 1, measured: 0, coldest: null })
    const warm = { reading_c: 18, day: '2024-01-11', below_standard: false }
    expect(rows[4]?.flats[0]).toMatchObject({ measured: 1, coldest: warm })
    expect(readings).toEqual({ homes: 3, below_standard: 1, since: '2023-11-01', temperature_standard_c: 18 })
  })

  it('leaves out what is not heated, and what is not of the period', () => {
    const { flats } = house([])
    const off = flats.map((flat) => ({ ...flat, heated: flat.stairwell !== 2 && flat.floor > 1 }))
    const stack = buildingStack(house(['1-201', '1-301@2024-01-11'], { flats: off }))
    expect(stack.rows[1]?.flats[1]).toBeNull()
    expect(stack.rows.at(-1)?.flats).toEqual([null, null, null])
    expect(stack).toMatchObject({ cases: 1, pattern: { kind: 'few' } })
  })

  it('counts again a week later, a repeat from before the period not at all, and cases without a flat', () => {
    const days = ['2024-01-11', '2024-01-14', '2024-01-18', '2024-01-25']
    expect(countingCases(days.map((day) => caseOf({ day }))).map(({ day }) => day)).toEqual([
      '2024-01-11',
      '2024-01-18',
      '2024-01-25',
    ])
    expect(countingCases([caseOf({ dwelling_id: null }), caseOf({ dwelling_id: null })])).toHaveLength(2)
    expect(buildingStack(house(['1-201@2024-01-10', '1-201@2024-01-13'])).cases).toBe(0)
  })

  it('says when there are too few, and when nothing stands out', () => {
    expect(patternOf([]).kind).toBe('few')
    expect(patternOf(['2-301']).kind).toBe('few')
    expect(patternOf(['1-101', '3-402']).kind).toBe('none')
    expect(patternOf(['1-101', '1-202', '2-301', '3-402'], { neighbours: homesBeside(240, 27) }).kind).toBe('none') // prettier-ignore
  })

  it('tells top floor, ground floor and end flats', () => {
    expect(patternOf(['1-601', '1-602', '2-601', '3-602', '2-302'])).toMatchObject({
      kind: 'top_floor',
      floor: 6,
      cases: 4,
    })
    expect(patternOf(['1-101', '1-102', '2-101', '3-102'])).toMatchObject({ kind: 'ground_floor', floor: 1 })
    expect(patternOf(['1-201', '1-401', '1-501', '3-302', '3-402', '3-602'])).toMatchObject({
      kind: 'end_flat',
      cases: 6,
    })
  })

  it('tells a riser that stands still from one that a flat starves', () => {
    expect(patternOf(['2-201', '2-301', '2-501'])).toMatchObject({ kind: 'dead_riser', stairwell: 2, column: '01' })
    const weeks = ['2-101@2023-12-20', '2-201@2023-12-27', '2-401@2024-01-03', '2-501@2024-01-09', '2-601@2024-01-16']
    const lasting = { from: '2023-12-20', to: '2024-01-18' }
    expect(patternOf(weeks, lasting)).toMatchObject({ kind: 'altered_flat', stairwell: 2, column: '01', floor: 3 })
    expect(patternOf([...weeks, '2-301@2024-01-10'], lasting).kind).toBe('dead_riser')
    // Two silent flats: one of them; three of six say nothing.
    expect(patternOf(weeks.slice(1), lasting)).toMatchObject({ kind: 'altered_flat', stairwell: 2, floor: null })
    expect(patternOf(weeks.slice(2), lasting).kind).toBe('dead_riser')
  })

  it('names the whole building, or the end of the pipe, where no part stands out', () => {
    const everywhere = ['1-101', '1-302', '1-501', '2-202', '2-401', '3-301', '3-602']
    expect(patternOf(everywhere)).toMatchObject({ kind: 'whole_building', cases: 7 })
    expect(patternOf(everywhere, { is_branch_end: true }).kind).toBe('pipe_end')
    const alike = homesBeside(240, 45)
    expect(patternOf(everywhere, { neighbours: alike }).kind).toBe('none')
  })

  it('tells the high zone, with the high zones of the yard', () => {
    const flats = house([]).flats.map((flat) => ({
      ...flat,
      pressure_zone: flat.floor > 3 ? ('high' as const) : flat.pressure_zone,
    }))
    const yard = [...homesBeside(150, 1), ...homesBeside(150, 9, { pressure_zone: 'high' })]
    expect(patternOf(['1-401', '3-502'], { flats, neighbours: yard })).toMatchObject({
      kind: 'high_zone',
      floor: 4,
      cases: 2,
    })
    expect(patternOf(['1-101', '3-202'], { flats, neighbours: yard }).kind).toBe('none')
  })

  it('does not take fees for cold', () => {
    const fees = house(['1-601', '1-602', '2-601', '3-602']).cases.map((one) => ({ ...one, symptom: 'fees' as const }))
    const stack = buildingStack(house([], { cases: fees }))
    expect(stack).toMatchObject({ cases: 4, pattern: { kind: 'few', cases: 0 } })
  })

  it('is not misled by one home that reports week after week', () => {
    const often = ['01', '08', '15', '22', '29'].map((day) => `2-602@2023-12-${day}`)
    expect(patternOf([...often, '1-201@2023-12-12'], { from: '2023-12-01', to: '2023-12-31' }).kind).toBe('none')
  })
})

describe('the stacks of the demo city', () => {
  let demo: DemoColumns
  let stackOf: (building_id: number, from: string, to: string) => ReturnType<typeof buildingStack>
  beforeAll(() => {
    demo = demoColumns()
    const { inputOf } = demoStacks(demo.rows)
    stackOf = (id, from, to) => buildingStack(inputOf(id, { from, to }))
  }, 120_000)
  const planted = (kind: string) => {
    const truth = demo.truths.find((one) => one.kind === kind)
    if (!truth) throw new Error(`no ${kind}`)
    const { from, to } = truth.window
    return truth.building_ids.map((id) => stackOf(id, from, to))
  }

  it('names the dead riser', () => {
    expect(planted('dead_riser')).toMatchObject([{ pattern: { kind: 'dead_riser', stairwell: 1, column: '02' } }])
  })

  it('names the altered flat on the third floor', () => {
    expect(planted('altered_flat')).toMatchObject([{ pattern: { kind: 'altered_flat', stairwell: 1, floor: 3 } }])
  })

  it('names the top floors, wherever they have more cases than the others', () => {
    const stacks = planted('top_floor')
    const named = stacks.filter(({ pattern }) => pattern.kind === 'top_floor')
    const others = stacks.filter(({ pattern }) => !['top_floor', 'none', 'whole_building'].includes(pattern.kind))
    expect(others.map(({ pattern }) => pattern)).toEqual([])
    /** Cases of a home on the top floor against one below it. */
    const excess = ({ rows: [top, ...below] }: (typeof stacks)[number]) => {
      const rate = (of: (typeof below)[number][]) => {
        const cells = of.flatMap(({ flats }) => flats.filter((cell) => cell !== null))
        const sum = (count: (cell: (typeof cells)[number]) => number) =>
          cells.reduce((all, cell) => all + count(cell), 0)
        return sum((cell) => cell.cases) / sum((cell) => cell.dwellings)
      }
      return top ? rate([top]) / rate(below) : 0
    }
    const clear = stacks.filter((stack) => excess(stack) >= 2)
    expect(clear.length).toBeGreaterThan(stacks.length / 2)
    // Each roof leaks heat alike, but not each has twice the cases of the floors below to show for it.
    expect(clear.filter((stack) => !named.includes(stack)).map(excess)).toEqual([])
  })

  it('names the high zone in every building with a case in it', () => {
    const hit = planted('high_zone_pump').filter(({ rows }) =>
      rows.some(({ floor, flats }) => floor > 14 && flats.some((flat) => flat !== null && flat.cases > 0)),
    )
    expect(hit.length).toBeGreaterThan(3)
    expect(hit.filter(({ pattern }) => pattern.kind !== 'high_zone')).toEqual([])
  })

  it.each([['2024-01-12'], ['2023-12-22'], ['2023-11-01']])(
    'names at most one ordinary house of twenty since %s',
    (from) => {
      const faulty = new Set(
        demo.truths.filter(({ kind }) => kind !== 'cold_snap').flatMap((truth) => truth.building_ids),
      )
      const kinds = demo.rows.building
        .filter(({ id }, i) => !faulty.has(id) && i % 5 === 0)
        .map(({ id }) => stackOf(id, from, '2024-01-18').pattern.kind)
      const named = kinds.filter((kind) => kind !== 'none' && kind !== 'few')
      expect(kinds.length).toBeGreaterThan(400)
      expect(named.length / kinds.length, named.join(' ')).toBeLessThan(0.05)
    },
    30_000,
  )
})
