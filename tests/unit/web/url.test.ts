import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress, printAddress, type Address } from '../../../web/address'
import { lenses } from '../../../data/hotspots/answers'
import { vocabulary } from '../../../data/model/vocabulary'
import { layerKeys, thingKinds } from '../../../web/map/state'
import { stages, viewCodec } from '../../../web/url'

const thing = fc.record({ kind: fc.constantFrom(...thingKinds), id: fc.integer({ min: 0, max: 999_999_999 }) })
const degrees = (limit: number) => fc.integer({ min: -limit * 1e5, max: limit * 1e5 }).map((steps) => steps / 1e5)
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

const addresses: fc.Arbitrary<Address> = fc.record({
  view: fc.option(
    fc.record({ zoom: fc.integer({ min: 0, max: 2200 }).map((n) => n / 100), lat: degrees(85), lng: degrees(180) }),
  ),
  area: fc.option(fc.oneof(fc.constant('city'), fc.integer({ min: 1, max: 99_999 }).map(String))),
  layers: fc.option(fc.subarray([...layerKeys])),
  thing: fc.option(thing),
  trace: fc.option(
    fc
      .record({ direction: fc.constantFrom('up' as const, 'down' as const) })
      .chain((way) => thing.map((one) => ({ ...way, ...one }))),
  ),
  period: fc.oneof(
    fc.integer({ min: 1, max: 999 }).map((days) => ({ days })),
    fc.constant({ season: true as const }),
    fc.tuple(day, day).map(([a, b]) => (a <= b ? { from: a, to: b } : { from: b, to: a })),
  ),
  symptoms: fc.subarray([...vocabulary.symptom]),
  status: fc.constantFrom('open' as const, 'all' as const),
  lens: fc.constantFrom(...lenses),
  found: fc.option(fc.stringMatching(/^[\w:.,-]{1,64}$/)),
  stage: fc.option(fc.constantFrom(...stages)),
  sources: fc.subarray([...vocabulary.source]),
  compound_kinds: fc.subarray([...vocabulary.compound_kind]),
  versus: fc.option(fc.tuple(day, day).map(([a, b]) => (a <= b ? { from: a, to: b } : { from: b, to: a }))),
  bandwidth: fc.option(fc.integer({ min: 60, max: 1000 })),
  round: fc.option(fc.integer({ min: 0, max: 999_999_999 })),
})

/** What a browser gives back for a printed query. */
function reread(parts: Record<string, string | undefined>) {
  const given = Object.entries(parts).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(new URLSearchParams(given))
}

describe('the address', () => {
  it('says everything that it was given', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(parseAddress(reread(printAddress(address)))).toEqual(address)
      }),
    )
  })

  it('never fails on what a person may have typed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('view', 'thing', 'trace', 'period', 'layers', 'area', 'lens', 'found', 'versus', 'bandwidth'),
          fc.string(),
        ),
        (query) => {
          const address = parseAddress(query)
          expect(parseAddress(reread(printAddress(address)))).toEqual(address)
        },
      ),
    )
  })

  it('leaves defaults out', () => {
    expect(Object.values(printAddress(parseAddress({}))).filter((part) => part !== undefined)).toEqual([])
  })

  it('drops kinds that are not on the map and views outside of the world', () => {
    expect(parseAddress({ thing: 'users:1', trace: 'up:passwords:2' })).toMatchObject({ thing: null, trace: null })
    expect(viewCodec.parse('12/99/10')).toBeNull()
    expect(viewCodec.parse('12/36.06/103.84')).toEqual({ zoom: 12, lat: 36.06, lng: 103.84 })
  })
})
