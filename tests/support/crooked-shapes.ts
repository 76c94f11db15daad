import { createRandom, type Random } from '../../data/demo/random'
import type { Dataset } from '../../data/model/dataset'

const middle = [103.844, 36.052] as const
/** Half the width of the area in degrees. */
const reach = 0.02

/** Adds a few hundred things of awkward shape to a dataset: stars with holes, long wiggles, tiny and huge ones. */
export function addCrookedShapes(rows: Dataset): void {
  const random = createRandom('crooked shapes')
  for (let id = 1000; id < 1060; id++) {
    rows.landform.push({
      id,
      kind: random.pick(['river', 'park', 'hill'] as const),
      name: null,
      geom: star(random, 0.008),
    })
    rows.road.push({
      id,
      code: `X${id}`,
      name: random.chance(0.5) ? `弯路${id}` : null,
      class: random.pick(['arterial', 'street', 'lane', 'railway'] as const),
      width_m: random.integer(20, 300) / 10,
      geom: wiggle(random, random.integer(2, 40)),
    })
  }
  for (let id = 1000; id < 1120; id++) {
    const compound = { code: `X${id}`, name: `弯院${id}`, kind: 'old' as const, built_year: null, address: null }
    const geom = star(random, 0.002)
    rows.compound.push({ ...compound, id, community_id: null, ramp_with_care: random.chance(0.5), geom })
  }
  for (let id = 1000; id < 1300; id++) {
    const facts = { code: `X${id}`, name: random.chance(0.3) ? `${id}号楼` : null, floors: random.integer(1, 30) }
    const unknown = { compound_id: null, community_id: null, built_year: null, stairwells: null, heating_system: null }
    rows.building.push({ ...facts, ...unknown, id, geom: star(random, random.pick([0.00001, 0.0002, 0.0006])) })
  }
}

function place(random: Random): [number, number] {
  return [middle[0] + random.between(-reach, reach), middle[1] + random.between(-reach, reach)]
}

/** A ring round a centre at changing distance, half of them with a hole: valid by construction. */
function star(random: Random, size: number): GeoJSON.Polygon {
  const [x, y] = place(random)
  const ring = (inner: number, outer: number) => {
    // What is as small as a tile unit has few corners, as real things have.
    const count = random.integer(4, size < 0.0001 ? 8 : 30)
    const corners = Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count
      const radius = size * random.between(inner, outer)
      return [round(x + radius * Math.cos(angle)), round(y + radius * Math.sin(angle))]
    })
    return [...corners, corners[0] ?? []]
  }
  const holes = size >= 0.0001 && random.chance(0.5) ? [ring(0.1, 0.25).reverse()] : []
  return { type: 'Polygon', coordinates: [ring(0.5, 1), ...holes] }
}

function wiggle(random: Random, points: number): GeoJSON.LineString {
  let [x, y] = place(random)
  const coordinates = Array.from({ length: points }, () => {
    x += random.between(-0.001, 0.0013)
    y += random.between(-0.001, 0.0012)
    return [round(x), round(y)]
  })
  return { type: 'LineString', coordinates }
}

function round(degrees: number): number {
  return Number(degrees.toFixed(8))
}
