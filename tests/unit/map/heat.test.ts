import { validateStyleMin, type StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import { changeColours, heat, inkColours, issueColours, pipeColours } from '../../../data/model/scales'
import { classColours, heatEntries, positionOfRate } from '../../../web/map/heat-legend'
import { isHeat } from '../../../web/map/picking'
import { drawPicture } from '../../../web/map/pictures'
import { placeKey, type HeatState } from '../../../web/map/state'
import { buildStyle } from '../../../web/map/style'
import { classOfCell } from '../../../web/map/style/heat-sources'
import { evaluate } from './evaluate'
import { basis, cell, findings } from './heat'
import { mapState } from './state'

const lenses = ['surface', 'cells', 'branches', 'change'] as const
const themes = ['light', 'dark'] as const

function features(state: HeatState, source: string): GeoJSON.Feature[] {
  const found = buildStyle(mapState({ heat: state })).sources[source]
  const data = found?.type === 'geojson' ? found.data : undefined
  return typeof data === 'object' && 'features' in data ? data.features : []
}

describe.each(lenses)('the lens %s', (lens) => {
  it.each(themes)('makes a valid style in %s, with and without an answer', (theme) => {
    for (const state of [findings[lens], { ...findings[lens], found: null } as HeatState]) {
      expect(validateStyleMin(buildStyle(mapState({ theme, heat: state })) as StyleSpecification)).toEqual([])
    }
  })

  it.each(themes)('has a legend in %s of colours and pictures that the map uses', (theme) => {
    const painted = JSON.stringify(buildStyle(mapState({ theme, heat: findings[lens] })).layers)
    for (const colour of classColours(theme, lens)) expect(painted).toContain(`"${colour}"`)
    for (const { key, sample } of heatEntries(theme, lens)) {
      const colour = sample.shape === 'line' ? sample.colour : sample.shape === 'area' ? sample.edge : ''
      if (!('picture' in sample)) expect(painted, key).toContain(`"${colour}"`)
      if ('picture' in sample && sample.picture) {
        expect(painted, key).toContain(`"${sample.picture}"`)
        expect(drawPicture(sample.picture), key).not.toBeNull()
      }
    }
  })

  it('leaves red to heat: pipes and cases are ink, grids and compounds lose tint and pattern', () => {
    const { layers } = buildStyle(mapState({ heat: findings[lens] }))
    const painted = JSON.stringify(layers)
    expect(painted).toContain(inkColours.light.line)
    for (const rank of ['primary', 'secondary', 'branch'] as const)
      expect(painted).not.toContain(pipeColours.light[rank])
    expect(painted).not.toContain(issueColours.light.open)
    expect(layers.map(({ id }) => id)).not.toContain('grid-fills')
    expect(layers.map(({ id }) => id)).toContain('grid-edges')
    expect(painted).not.toContain('hatch-old')
  })
})

describe('the findings of a round', () => {
  it.each(themes)('hatch what was not visited unlike what is too few, on the map and in the legend (%s)', (theme) => {
    const [entry, ...others] = heatEntries(theme, 'surface', true)
    expect([entry?.key, others]).toEqual(['heat_unvisited', []])
    const none = { type: 'FeatureCollection' as const, features: [] }
    const geometry: GeoJSON.MultiPolygon = { type: 'MultiPolygon', coordinates: [] }
    const unvisited = { ...none, features: [{ type: 'Feature' as const, properties: {}, geometry }] }
    const state: HeatState = { lens: 'surface', chosen: null, found: { bands: none, hidden: none, unvisited, top: [] } }
    const style = buildStyle(mapState({ theme, heat: state }))
    expect(features(state, 'heat_unvisited')).toHaveLength(1)
    const layer = style.layers.find(({ id }) => id === 'heat-unvisited')
    expect(layer).toMatchObject({ source: 'heat_unvisited', paint: { 'fill-pattern': `${theme}/hatch-unvisited` } })
    const [few, crossed] = ['hatch-hidden', 'hatch-unvisited'].map((name) => drawPicture(`${theme}/${name}`))
    expect(crossed?.data).not.toEqual(few?.data)
  })
})

describe('what a lens draws', () => {
  it('is nothing without a lens', () => {
    const { layers, sources } = buildStyle(mapState())
    expect(layers.filter(({ id }) => /^(heat|branch)/.test(id))).toEqual([])
    expect(sources.heat_bands).toMatchObject({ data: { features: [] } })
  })

  it('colours bands and cells by the fixed classes', () => {
    const colour = (state: HeatState, id: string, properties: Record<string, unknown>) => {
      const layer = buildStyle(mapState({ heat: state })).layers.find((one) => one.id === id)
      const paint = layer?.type === 'fill' ? layer.paint?.['fill-color'] : undefined
      return String(evaluate(paint, { properties }))
    }
    heat.colours.light.forEach((hex, index) => {
      expect(colour(findings.surface, 'heat-bands', { class: index })).toBe(hex)
      expect(colour(findings.cells, 'heat-cells', { class: index })).toBe(hex)
    })
    changeColours.forEach((hex, index) => expect(colour(findings.change, 'heat-cells', { class: index })).toBe(hex))
  })

  it('classes a cell by its smoothed rate', () => {
    // 4 × 2 cases among 200 homes in one week: 4 per 100 and week.
    expect(classOfCell(cell, basis.weeks)).toBe(4)
    expect(classOfCell(cell, 10)).toBe(1)
    expect(classOfCell({ ...cell, heated_dwellings: 0 }, 1)).toBe(0)
    expect(features(findings.cells, 'heat_cells')[0]?.properties).toMatchObject({ class: 4, key: cell.cell })
  })

  it('prints the number of cases on what it names, under the key that chooses it', () => {
    expect(features(findings.surface, 'heat_marks')[0]?.properties).toEqual({
      key: placeKey({ lng: 103.8405, lat: 36.0605 }),
      text: '12',
    })
    expect(features(findings.cells, 'heat_marks')[0]?.properties).toEqual({ key: '8a3e', text: '12' })
    expect(features(findings.branches, 'heat_marks')[0]?.properties).toEqual({ key: 'pipe:7', text: '19' })
    const pickable = buildStyle(mapState({ heat: findings.branches })).layers.filter(({ metadata }) => isHeat(metadata))
    expect(pickable.map(({ id }) => id)).toEqual(['branch-glow', 'heat-marks'])
  })

  it('shows places to watch of both kinds in one picture, under the numbers of their list', () => {
    const { watch } = findings
    expect(features(watch, 'heat_marks').map(({ properties }) => properties?.text)).toEqual(['1', '2'])
    expect(features(watch, 'heat_pipes').map(({ properties }) => properties?.key)).toEqual(['pipe:7'])
    // 12 cases among 200 homes in a week: 6 per 100 and week.
    const cells = features(watch, 'heat_cells').map(({ properties }) => properties)
    expect(cells).toEqual([{ key: '8a3e', cell: '8a3e', confidence: 'certain', class: 5 }])
    const layers = buildStyle(mapState({ heat: watch })).layers.map(({ id }) => id)
    for (const id of ['branch-line', 'branch-buildings', 'heat-cells', 'heat-cell-edges-certain'])
      expect(layers).toContain(id)
    expect(
      validateStyleMin(buildStyle(mapState({ heat: { ...watch, found: null } as HeatState })) as StyleSpecification),
    ).toEqual([])
    expect(validateStyleMin(buildStyle(mapState({ heat: watch })) as StyleSpecification)).toEqual([])
  })

  it('stands a rate on the strip where its class is', () => {
    expect([0, 0.3, 0.45, 5, 7.5, 99].map(positionOfRate)).toEqual([0, 1 / 6, 0.25, 5 / 6, 11 / 12, 1])
  })
})
