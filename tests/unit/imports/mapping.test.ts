import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mapRow } from '../../../data/model/map-row'
import { mappingSchema, propertiesOf, type Mapping } from '../../../data/model/mapping'

const folder = resolve(import.meta.dirname, '../../../data/mappings')

function mapping(part: unknown): Mapping {
  return mappingSchema.parse({ name: 'test', parts: [part] })
}

const pipe = { network: { value: 'primary' }, pressure_zone: { value: 'low' } }

describe('mapping files', () => {
  it.each(readdirSync(folder))('%s is valid', (file) => {
    const parsed = mappingSchema.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8')))
    expect(parsed.error?.issues ?? []).toEqual([])
  })
})

describe('mappingSchema', () => {
  const faults = (part: unknown) =>
    mappingSchema
      .safeParse({ name: 'test', parts: [part] })
      .error?.issues.map(({ path, message }) => [path.join('.'), message])

  it('names fields that do not exist, are missing, or hold no word of the vocabulary', () => {
    expect(faults({ to: 'supply', fields: { ...pipe, diameter: 'd' } })).toEqual([
      ['parts.0.fields.diameter', 'supply has no such field'],
    ])
    expect(faults({ to: 'supply', fields: { network: { value: 'primary' } } })).toEqual([
      ['parts.0.fields.pressure_zone', 'supply needs it'],
    ])
    expect(faults({ to: 'supply', fields: { ...pipe, network: { value: 'tertiary' } } })).toEqual([
      ['parts.0.fields.network', 'tertiary is not a value'],
    ])
  })

  it('does not let a mapping set what the target fixes or what the importer derives', () => {
    expect(faults({ to: 'supply', fields: { ...pipe, flow: 'f' } })).toHaveLength(1)
    expect(faults({ to: 'supply', fields: { ...pipe, from_node_id: 'f' } })).toHaveLength(1)
  })

  it('refuses broken regular expressions and those without a group', () => {
    expect(faults({ to: 'supply', fields: { ...pipe, material: { from: 'm', match: '(' } } })).toBeDefined()
    expect(faults({ to: 'supply', fields: { ...pipe, material: { from: 'm', match: '^KMR' } } })).toBeDefined()
  })
})

describe('mapRow', () => {
  const typed = mapping({
    to: 'supply',
    where: { name: { prefix: 'flow' }, phase: ['built', 'planned'] },
    fields: { ...pipe, diameter_mm: { from: ['dn', 'std_type'], match: '(\\d+)' }, built_year: 'year' },
  })

  it('takes the first property that is not empty, and the group of its expression', () => {
    const row = mapRow(typed, { name: 'flow 1', phase: 'built', dn: ' ', std_type: 'KMR 100/250-2v', year: '1987' })
    expect(row?.fields).toEqual({
      flow: 'supply',
      network: 'primary',
      pressure_zone: 'low',
      diameter_mm: 100,
      built_year: 1987,
    })
    expect(row?.faults).toEqual([])
  })

  it('passes over rows that do not fit', () => {
    expect(mapRow(typed, { name: 'return 1', phase: 'built' })).toBeNull()
    expect(mapRow(typed, { name: 'flow 1', phase: 'gone' })).toBeNull()
    expect(mapRow(typed, { phase: 'built' })).toBeNull()
    expect(propertiesOf(typed)).toEqual(['name', 'phase', 'dn', 'std_type', 'year'])
  })

  it('leaves a value out that it cannot read, and says which', () => {
    const row = mapRow(typed, { name: 'flow 1', phase: 'built', year: '19,87' })
    expect(row?.fields.built_year).toBeNull()
    expect(row?.faults).toEqual([{ field: 'built_year', reason: 'not_a_number', value: '19,87', required: false }])
  })

  it.each([
    ['1e400', 'not_a_number'],
    ['NaN', 'not_a_number'],
    ['1987.5', 'not_an_integer'],
    ['99999999999', 'not_an_integer'],
  ])('refuses %s as a year', (year, reason) => {
    expect(mapRow(typed, { name: 'flow', phase: 'built', year })?.faults).toMatchObject([{ reason }])
  })

  it('translates words, and takes the default for unknown ones', () => {
    const part = (rule: object) =>
      mapping({ to: 'road', fields: { class: { from: 'highway', words: { primary: 'arterial' }, ...rule } } })
    expect(mapRow(part({}), { highway: 'primary' })?.fields.class).toBe('arterial')
    expect(mapRow(part({ default: 'lane' }), { highway: 'track' })?.fields.class).toBe('lane')
    expect(mapRow(part({}), { highway: 'track' })?.faults).toEqual([
      { field: 'class', reason: 'not_a_word', value: 'track', required: true },
    ])
    expect(mapRow(part({}), { highway: 'constructor' })?.faults).toHaveLength(1)
    expect(mapRow(part({}), {})?.faults).toMatchObject([{ reason: 'missing', required: true }])
  })

  it('gives all rows of one target the same fields', () => {
    const two = mappingSchema.parse({
      name: 'test',
      parts: [
        { to: 'building', where: { kind: 'a' }, fields: { floors: 'f' } },
        { to: 'building', fields: { name: 'n' } },
      ],
    })
    expect(mapRow(two, { kind: 'a', f: 6, n: 'x' })?.fields).toEqual({ floors: 6, name: null })
    expect(mapRow(two, { kind: 'b', f: 6, n: 'x' })?.fields).toEqual({ floors: null, name: 'x' })
  })

  it('keeps text that the database cannot hold out of it', () => {
    const named = mapping({ to: 'building', fields: { name: 'n' } })
    expect(mapRow(named, { n: `a\0b${'\uD800'}c` })?.fields.name).toBe('a\uFFFDb\uFFFDc')
    expect(mapRow(named, { n: "'; drop table pipe; --<script>" })?.fields.name).toBe("'; drop table pipe; --<script>")
  })

  it.each([
    ['2024-02-30', false],
    ['2024-01-18T10:00', true],
    ['2019-12-31T23:53:57.000', true],
    ['2024-01-18 10:00:00+08:00', true],
    ['2024-01-18T25:00', false],
    ['18.01.2024', false],
  ])('reads %s as a time: %s', (text, readable) => {
    const issue = mapping({
      to: 'issue',
      fields: {
        symptom: { value: 'not_hot' },
        source: { value: 'hotline' },
        status: { value: 'reported' },
        reported_at: 't',
      },
    })
    expect(mapRow(issue, { t: text })?.faults.length).toBe(readable ? 0 : 1)
  })
})
