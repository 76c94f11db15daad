import { validateStyleMin, type StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../server/config'
import type { Deps } from '../../../server/deps'
import { protect } from '../../../server/http'
import type { ForeignStyle, MapState } from '../../../web/map/state'
import { buildStyle } from '../../../web/map/style'
import { lookOf } from '../../../web/map/style/look'
import { order } from '../../../web/map/style/order'
import { mapState } from './state'

const ground = 'https://t0.tianditu.gov.cn/vec_w/wmts?LAYER=vec&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=key'
const names = ground.replaceAll('vec', 'cva')

const plainStyle: ForeignStyle = {
  version: 8,
  sources: { streets: { type: 'vector', url: 'https://tiles.example/streets.json', attribution: '© a map maker' } },
  layers: [
    { id: 'land', type: 'background', paint: { 'background-color': '#ffffff' } },
    { id: 'streets', type: 'line', source: 'streets', 'source-layer': 'roads' },
  ],
}

describe('a basemap of somebody else', () => {
  /** Layers of our own above the ground that are no basemap, in their order. */
  const data = order
    .filter(([key], index) => key !== 'basemap' && index > 0)
    .flatMap(([, paint]) => paint(lookOf(mapState())).map(({ id }) => id))
  const idsOf = (changes: Partial<MapState>) => buildStyle(mapState(changes)).layers.map(({ id }) => id)

  it('of raster tiles lies above the land and below all data, the first template lowest', () => {
    expect(idsOf({ basemap: [ground, names] })).toEqual(['land', 'foreign/0', 'foreign/1', ...data])
    const { sources } = buildStyle(mapState({ basemap: [ground, names] }))
    expect(sources['foreign/0']).toMatchObject({ type: 'raster', tiles: [ground] })
    expect(sources['foreign/1']).toMatchObject({ type: 'raster', tiles: [names] })
  })

  it('of a style keeps the order of its layers, under names that are not ours', () => {
    expect(idsOf({ basemap: plainStyle })).toEqual(['land', 'foreign/land', 'foreign/streets', ...data])
    const { sources, layers } = buildStyle(mapState({ basemap: plainStyle }))
    expect(sources['foreign/streets']).toEqual(plainStyle.sources.streets)
    expect(layers.find(({ id }) => id === 'foreign/streets')).toMatchObject({ source: 'foreign/streets' })
  })

  it('goes with the switch, and leaves the data', () => {
    const layers = { ...mapState().layers, basemap: false }
    for (const basemap of [[ground, names], plainStyle]) expect(idsOf({ basemap, layers })).toEqual(['land', ...data])
  })

  it.each(['light', 'dark'] as const)('is valid in the %s theme', (theme) => {
    for (const basemap of [[ground, names], plainStyle, buildStyle(mapState())]) {
      expect(validateStyleMin(buildStyle(mapState({ theme, basemap })) as StyleSpecification)).toEqual([])
    }
  })
})

describe('the setting of a basemap', () => {
  const read = (HEATGRID_BASEMAP_STYLE: string, HEATGRID_BASEMAP_ATTRIBUTION?: string) =>
    readConfig({ HEATGRID_BASEMAP_STYLE, HEATGRID_BASEMAP_ATTRIBUTION }).basemap

  it('is one style, or templates with spaces between them', () => {
    expect(readConfig({}).basemap).toBeNull()
    expect(read('/own/style.json')).toEqual({ style: '/own/style.json', tiles: [], attribution: '' })
    expect(read(` ${ground}  ${names} `, '天地图')).toEqual({
      style: null,
      tiles: [ground, names],
      attribution: '天地图',
    })
    expect(() => read(`https://maps.example/style.json ${names}`)).toThrow(/HEATGRID_BASEMAP_STYLE/)
  })

  it('opens the page to its addresses and to nothing else', async () => {
    const policyOf = async (setting: string) => {
      const config = readConfig({ HEATGRID_BASEMAP_STYLE: setting })
      const app = new Hono().use(protect({ config } as Deps)).get('/', (c) => c.text(''))
      return (await app.request('/')).headers.get('content-security-policy')
    }
    expect(await policyOf('')).toContain("img-src 'self' data: blob:; connect-src 'self';")
    expect(await policyOf('/own/style.json')).toBe(await policyOf(''))
    const local = 'http://127.0.0.1:9/a/{z}/{x}/{y}.png http://127.0.0.1:8/b/{z}/{x}/{y}.png'
    expect(await policyOf(local)).toContain("connect-src 'self' https: http://127.0.0.1:9 http://127.0.0.1:8;")
    expect(await policyOf(`${ground} ${names}`)).toContain(
      "img-src 'self' data: blob: https: https://t0.tianditu.gov.cn;",
    )
  })
})
