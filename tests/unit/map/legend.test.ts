import { describe, expect, it } from 'vitest'
import {
  assumedDiameter_mm,
  changeColours,
  classOf,
  compoundColours,
  gridTints,
  heat,
  inkColours,
  pipeColours,
  pipeWidth_px,
  significance,
} from '../../../data/model/scales'
import { buildLegend, pipeWidthAt } from '../../../web/map/legend'
import { drawPicture } from '../../../web/map/pictures'
import { layerKeys } from '../../../web/map/state'
import { buildStyle } from '../../../web/map/style'
import { evaluate } from './evaluate'
import { mapState } from './state'

const themes = ['light', 'dark'] as const

describe.each(themes)('the legend in %s', (theme) => {
  const style = buildStyle(mapState({ theme }))
  const painted = JSON.stringify(style.layers)

  it('shows no colour and no picture that the map does not use', () => {
    for (const { key, sample } of buildLegend(theme)) {
      const names = [
        ...('colour' in sample ? [sample.colour] : []),
        ...('fill' in sample ? [sample.fill] : []),
        ...('edge' in sample ? [sample.edge] : []),
        ...('text' in sample && sample.text ? [sample.text.colour] : []),
        ...('picture' in sample && sample.picture ? [sample.picture] : []),
      ]
      expect(names.length, key).toBeGreaterThan(0)
      for (const name of names) expect(painted, `${key} ${name}`).toContain(`"${name}"`)
      if ('picture' in sample && sample.picture) expect(drawPicture(sample.picture), key).not.toBeNull()
    }
  })

  it('explains every kind of pipe and compound in the colour of the scale', () => {
    const colourOf = (key: string) => {
      const sample = buildLegend(theme).find((entry) => entry.key === key)?.sample
      if (!sample || sample.shape === 'picture') return undefined
      return sample.shape === 'line' ? sample.colour : sample.edge
    }
    for (const rank of ['primary', 'secondary', 'branch', 'return'] as const) {
      expect(colourOf(`pipe_${rank}`)).toBe(pipeColours[theme][rank])
    }
    for (const kind of ['modern', 'old', 'shantytown'] as const) {
      expect(colourOf(`compound_${kind}`)).toBe(compoundColours[theme][kind])
    }
  })

  it('belongs to switches that exist, with one entry a key', () => {
    const legend = buildLegend(theme)
    expect(new Set(legend.map(({ key }) => key)).size).toBe(legend.length)
    expect(legend.filter(({ layer }) => !layerKeys.includes(layer))).toEqual([])
  })
})

describe('pipe widths', () => {
  it('are the same in legend and map', () => {
    const layer = buildStyle(mapState()).layers.find(({ id }) => id === 'pipes-secondary')
    const width = layer?.type === 'line' ? layer.paint?.['line-width'] : undefined
    for (const { zoom } of pipeWidth_px) {
      for (const diameter_mm of [50, 65, 150, 333, 1000]) {
        const drawn = evaluate(width, { properties: { diameter_mm } }, zoom)
        expect(drawn).toBeCloseTo(pipeWidthAt(zoom, diameter_mm), 6)
      }
      const unknown = evaluate(width, {}, zoom)
      expect(unknown).toBeCloseTo(pipeWidthAt(zoom, assumedDiameter_mm), 6)
    }
  })

  it('grow with diameter and with zoom', () => {
    const widths = pipeWidth_px.map(({ zoom }) => [50, 100, 300, 600, 1000].map((mm) => pipeWidthAt(zoom, mm)))
    for (const row of widths) expect(row).toEqual([...row].sort((a, b) => a - b))
    for (let at = 1; at < widths.length; at++) {
      widths[at]!.forEach((px, column) => expect(px).toBeGreaterThan(widths[at - 1]![column]!))
    }
  })
})

describe('scales', () => {
  it('have one colour more than breaks, and ascending breaks', () => {
    expect(heat.breaks).toEqual([...heat.breaks].sort((a, b) => a - b))
    for (const theme of themes) {
      expect(heat.colours[theme]).toHaveLength(heat.breaks.length + 1)
      expect(gridTints[theme]).toHaveLength(8)
      expect(inkColours[theme].opacity).toBeLessThan(1)
    }
    expect(changeColours).toHaveLength(7)
    expect(Object.values(significance.widths_px)).toEqual([1, 2, 3])
  })

  it('put a value into its class, a break into the upper one', () => {
    expect([0, 0.29, 0.3, 1, 4.99, 5, 80].map((value) => classOf(value, heat.breaks))).toEqual([0, 0, 1, 2, 4, 5, 5])
  })

  it('move the heat ramp evenly in lightness, in opposite directions by theme', () => {
    const luminance = (hex: string) => {
      const channel = (at: number) => {
        const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      }
      return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }
    const light = heat.colours.light.map(luminance)
    const dark = heat.colours.dark.map(luminance)
    expect(light).toEqual([...light].sort((a, b) => b - a))
    expect(dark).toEqual([...dark].sort((a, b) => a - b))
  })
})
