import { validateStyleMin, type StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import { tables } from '../../../data/model/dataset'
import type { Field } from '../../../data/model/field'
import { fadedTo } from '../../../data/model/scales'
import { kindOf } from '../../../web/map/picking'
import { drawPicture } from '../../../web/map/pictures'
import { layerKeys, thingKinds, type MapState } from '../../../web/map/state'
import { buildStyle } from '../../../web/map/style'
import { lookOf } from '../../../web/map/style/look'
import { order } from '../../../web/map/style/order'
import { tileSources } from '../../../web/map/style/sources'
import { evaluate } from './evaluate'
import { followedPath, mapState } from './state'

const themes = ['light', 'dark'] as const
const locales = ['zh-CN', 'en'] as const
const every: MapState[] = themes.flatMap((theme) =>
  locales.flatMap((locale) =>
    [null, followedPath].flatMap((trace) => [true, false].map((larger) => mapState({ theme, locale, trace, larger }))),
  ),
)

describe('the style', () => {
  it.each(
    every.map((state) => [
      `${state.theme} ${state.locale} ${state.trace ? 'followed' : 'plain'} ${state.larger}`,
      state,
    ]),
  )('is valid: %s', (_, state) => {
    expect(validateStyleMin(buildStyle(state as MapState) as StyleSpecification)).toEqual([])
  })

  it('is a function of the state alone', () => {
    for (const state of every) {
      const before = structuredClone(state)
      expect(buildStyle(state)).toEqual(buildStyle(structuredClone(state)))
      expect(state).toEqual(before)
    }
  })

  it('paints the layers of the order, in that order, once each', () => {
    const state = mapState()
    const ids = buildStyle(state).layers.map(({ id }) => id)
    expect(ids).toEqual(order.flatMap(([, paint]) => paint(lookOf(state)).map(({ id }) => id)))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('obeys every switch', () => {
    const all = buildStyle(mapState()).layers.length
    for (const key of layerKeys) {
      const layers = { ...mapState().layers, [key]: false }
      const mine = order.filter(([of]) => of === key).flatMap(([, paint]) => paint(lookOf(mapState())))
      expect(mine.length, key).toBeGreaterThan(0)
      expect(buildStyle(mapState({ layers })).layers.length, key).toBe(all - mine.length)
    }
  })

  it('asks the tiles for nothing that the source does not fetch', () => {
    const fetched: Record<string, readonly string[]> = tileSources
    for (const layer of buildStyle(mapState()).layers) {
      if (!('source-layer' in layer) || layer['source-layer'] === undefined) continue
      expect(fetched[layer.source], layer.id).toContain(layer['source-layer'])
    }
  })

  it('reads only attributes that the model puts into tiles, or that tiles derive', () => {
    const modelled = Object.values(tables).flatMap((one) => {
      const fields = Object.entries(one.fields) as [string, Field][]
      return fields.flatMap(([name, { tile }]) => (tile ? [name] : []))
    })
    const derived = [
      'community',
      'heated_dwellings',
      'open_issues',
      'kind',
      'count',
      'open',
      'overdue',
      'is_open',
      'is_overdue',
    ]
    const known = new Set([...modelled, ...derived])
    expect([...attributesIn(buildStyle(mapState()).layers)].filter((name) => !known.has(name))).toEqual([])
  })

  it('tells open from ended by what a tile says of a single case, and by numbers where it says numbers', () => {
    const { layers } = buildStyle(mapState())
    const read = (id: string) => [...attributesIn(layers.filter((one) => one.id === id))].sort()
    expect(read('issues')).toEqual(['is_open', 'is_overdue', 'kind'])
    expect(read('issue-counts')).toEqual(['count', 'kind', 'open', 'overdue'])
  })

  it('fetches nothing from elsewhere and needs no glyphs, sprites or picture files', () => {
    const style = buildStyle(mapState())
    expect(style.glyphs).toBeUndefined()
    expect(style.sprite).toBeUndefined()
    expect(JSON.stringify(style)).not.toMatch(/https?:/)
    const pictures = JSON.stringify(style).match(/"(?:light|dark)\/[a-z_-]+"/g) ?? []
    expect(pictures.length).toBeGreaterThan(5)
    expect(pictures.filter((name) => drawPicture(JSON.parse(name)) === null)).toEqual([])
  })

  it('puts period, filters and versions into the addresses of the tiles', () => {
    const cases: MapState['cases'] = {
      from: '2024-01-01',
      to: '2024-01-07',
      symptoms: ['not_hot', 'leak_public'],
      status: [],
      sources: ['chat', 'visit'],
      compound_kinds: ['old'],
    }
    const { sources } = buildStyle(mapState({ cases }))
    expect(sources.cases).toMatchObject({
      tiles: [
        '/tiles/demo/{z}/{x}/{y}.mvt?layers=issues&from=2024-01-01&to=2024-01-07' +
          '&symptoms=not_hot,leak_public&sources=chat,visit&compound_kinds=old&v=3',
      ],
    })
    expect(sources.grids).toMatchObject({ tiles: [expect.stringMatching(/&v=2-3$/)] })
    expect(sources.base).toMatchObject({ tiles: [expect.stringMatching(/&v=1$/)] })
  })

  it('fades all data while a path is followed, but not the stations on it', () => {
    const layer = (state: MapState, id: string) => buildStyle(state).layers.find((one) => one.id === id)
    const followed = mapState({ trace: followedPath })
    expect(layer(followed, 'building-edges')?.paint).toMatchObject({ 'line-opacity': fadedTo })
    expect(layer(mapState(), 'building-edges')?.paint).toMatchObject({ 'line-opacity': 1 })
    expect(layer(followed, 'traced-pipes')?.paint).toMatchObject({ 'line-opacity': 1 })
    const stations = layer(followed, 'stations')
    const opacity = stations?.type === 'symbol' ? stations.paint?.['icon-opacity'] : undefined
    expect([7, 8].map((id) => evaluate(opacity, { id }))).toEqual([1, fadedTo])
  })

  it('leaves the number of a station legible where a peak boiler feeds into it', () => {
    const { layers } = buildStyle(mapState())
    const at = (id: string) => layers.findIndex((one) => one.id === id)
    expect(at('sources')).toBeLessThan(at('stations'))
    const sources = layers[at('sources')]
    const offset = sources?.type === 'symbol' ? sources.layout?.['icon-offset'] : undefined
    const aside = (kind: string, zoom = 15) =>
      Math.hypot(...(evaluate(offset, { properties: { kind } }, zoom) as [number, number]))
    expect(aside('chp')).toBe(0)
    // Farther than half a disc and half a square.
    expect(aside('peak_boiler')).toBeGreaterThan(12.4 + 11)
    // Close up, where the two are apart, it is in its place.
    expect(aside('peak_boiler', 17)).toBe(0)
  })

  it('marks every kind of thing that can be picked except those without a layer of their own', () => {
    const kinds = new Set(buildStyle(mapState()).layers.flatMap(({ metadata }) => kindOf(metadata) ?? []))
    expect([...kinds].sort()).toEqual([...thingKinds].sort())
  })
})

describe('pictures', () => {
  it('are not empty, and know their own names only', () => {
    for (const name of ['hatch-old', 'dots-shantytown', 'station-disc', 'valve-closed', 'source-chp']) {
      const [light, dark] = [drawPicture(`light/${name}`), drawPicture(`dark/${name}`)]
      expect(light?.data.length).toBe((light?.width ?? 0) * (light?.height ?? 0) * 4)
      expect(
        light?.data.some((byte, at) => at % 4 === 3 && byte === 255),
        name,
      ).toBe(true)
      expect(light?.data).not.toEqual(dark?.data)
    }
    expect(drawPicture('light/nothing')).toBeNull()
    expect(drawPicture('nothing')).toBeNull()
  })

  it.each(['hatch-old', 'dots-shantytown'])('repeat without a seam: %s', (name) => {
    const picture = drawPicture(`light/${name}`)!
    const alpha = (column: number, row: number) => picture.data[(row * picture.width + column) * 4 + 3]!
    const jump = (a: number, b: number) => Math.abs(a - b)
    // Across the seam, neighbours differ no more than neighbours inside do.
    let inside = 0
    let seam = 0
    for (let row = 0; row < picture.height; row++) {
      for (let column = 1; column < picture.width; column++) {
        inside = Math.max(inside, jump(alpha(column - 1, row), alpha(column, row)))
      }
      seam = Math.max(seam, jump(alpha(picture.width - 1, row), alpha(0, row)))
    }
    expect(seam).toBeLessThanOrEqual(inside)
  })
})

/** Names of all attributes that an expression or filter reads. */
function attributesIn(value: unknown): Set<string> {
  if (!Array.isArray(value)) {
    const children = typeof value === 'object' && value !== null ? Object.values(value) : []
    return new Set(children.flatMap((child) => [...attributesIn(child)]))
  }
  const [operator, name] = value
  const own = (operator === 'get' || operator === 'has') && typeof name === 'string' ? [name] : []
  return new Set([...own, ...value.flatMap((child) => [...attributesIn(child)])])
}
