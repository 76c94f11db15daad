import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tables } from '../../../data/model/dataset'
import type { Field } from '../../../data/model/field'
import { vocabulary } from '../../../data/model/vocabulary'
import { countKeys } from '../../../web/explore/counts'
import { vocabularyOf } from '../../../web/explore/thing/field-words'
import en from '../../../web/i18n/en.json'
import zh from '../../../web/i18n/zh-CN.json'
import { buildLegend } from '../../../web/map/legend'
import { layerKeys, thingKinds } from '../../../web/map/state'

const root = join(import.meta.dirname, '../../..')
const chinese = flatten(zh)
const english = flatten(en)
const sources = [...filesUnder('web', /\.(ts|vue)$/)].map((path) => readFileSync(path, 'utf8')).join('\n')

/** Keys that are put together from a prefix and a value; the value's vocabulary is checked below. */
const computedPrefixes = [
  ...[
    'bar.theme_switch.',
    'counts.',
    'errors.',
    'fields.',
    'kinds.',
    'languages.',
    'layers.',
    'legend.',
    'themes.',
    'values.',
  ],
  ...['basis.', 'comparison.', 'figures.', 'finding.', 'lenses.', 'problems.by_', 'problems.stage_'],
  ...['bare_map.only_', 'filters.all', 'filters.meaning.', 'filters.open', 'trace.down', 'trace.up'],
]

describe('the words', () => {
  it('are the same set in both languages', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
  })

  it('take the same arguments in both languages', () => {
    const argumentsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
    for (const [key, text] of Object.entries(chinese))
      expect([key, argumentsOf(english[key] ?? '')]).toEqual([key, argumentsOf(text)])
  })

  it('are all used', () => {
    const unused = Object.keys(chinese).filter(
      (key) => !sources.includes(`'${key}'`) && !computedPrefixes.some((prefix) => key.startsWith(prefix)),
    )
    expect(unused).toEqual([])
  })

  it('are all there', () => {
    const asked = [...sources.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key]) => key ?? '')
    expect(asked.length).toBeGreaterThan(50)
    expect(asked.filter((key) => !(key in chinese))).toEqual([])
  })

  it('name every value of every vocabulary', () => {
    const keys = Object.entries(vocabulary).flatMap(([name, values]) =>
      values.map((value) => `values.${name}.${value}`),
    )
    expect(keys.filter((key) => !(key in chinese))).toEqual([])
    expect(Object.keys(chinese).filter((key) => key.startsWith('values.') && !keys.includes(key))).toEqual([])
  })

  it('name every field that a card shows, and the vocabulary of each', () => {
    const shown = Object.values(tables).flatMap(({ fields }) =>
      Object.entries<Field>(fields).filter(([, field]) => field.detail),
    )
    const names = [...new Set(shown.map(([name]) => `fields.${name}`))]
    expect(names.filter((key) => !(key in chinese))).toEqual([])
    expect(Object.keys(chinese).filter((key) => key.startsWith('fields.') && !names.includes(key))).toEqual([])
    for (const [name, field] of shown) {
      if (field.values) expect([name, vocabularyOf(field)]).not.toEqual([name, ''])
    }
  })

  it('name every error that the server or the map can raise', () => {
    const server = [...filesUnder('server', /\.ts$/)].map((path) => readFileSync(path, 'utf8')).join('\n')
    const raised = [...server.matchAll(/\berror\(\s*'([a-z_]+\.[a-z_]+)'/g)].map(([, code]) => `errors.${code}`)
    const shown = [...sources.matchAll(/'((?:map|app)\.(?:webgl|tiles|offline|unexpected)\w*)'/g)].map(
      ([, code]) => `errors.${code}`,
    )
    expect(raised.length).toBeGreaterThan(10)
    const all = new Set([...raised, ...shown])
    expect([...all].filter((key) => !(key in chinese))).toEqual([])
  })

  it('name every layer, kind, count and sample of the legend', () => {
    const keys = [
      ...layerKeys.map((key) => `layers.${key}`),
      ...thingKinds.map((kind) => `kinds.${kind}`),
      ...countKeys.map((key) => `counts.${key}`),
      ...buildLegend('light').map(({ key }) => `legend.${key}`),
    ]
    expect(keys.filter((key) => !(key in chinese))).toEqual([])
  })
})

function flatten(words: object, prefix = ''): Record<string, string> {
  const entries = Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flatten(value as object, `${prefix}${key}.`)),
  )
  return Object.fromEntries(entries) as Record<string, string>
}

function* filesUnder(folder: string, name: RegExp): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && name.test(entry.name)) yield join(entry.parentPath, entry.name)
  }
}
