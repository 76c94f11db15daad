import { area, contains } from '../geometry'
import { cutParcels, facesOf } from '../land/blocks'
import { cutShanty, type Slope } from '../land/slope'
import type { WayFactory } from '../land/ways'
import type { Random } from '../random'
import { ringOf, type Subdivision, waysAround } from '../subdivision'
import type { TilePlan } from '../tile-plan'
import { assignParcels, emptyParcel, groundOf } from './assign'
import { shantyShare } from './eras'
import { fitHomes } from './fit'
import { raiseBlocks, raiseShanty } from './houses'
import type { Parcel } from './parcel'

/** Parcels beyond the compounds: schools, offices, shops, parks. */
const publicShare = 0.23
/** Share of all heated area (users.md, 3.1). */
const publicAreaShare = 0.22

/** Parcels with their houses; homes of all of them together are exactly `plan.dwellings`. */
export function buildStock(
  land: { map: Subdivision; slope: Slope; ways: WayFactory },
  plan: TilePlan,
  random: Random,
): Parcel[] {
  const { map, slope, ways } = land
  const yards = plan.compounds - slope.shanties.length
  const city = cutParcels(
    map,
    random.fork('parcels'),
    ways,
    Math.round(yards * (1 + publicShare)) - slope.parcels.length,
  )
  const shanties = slope.shanties.map((face) => shantytown(map, ways, face, random.fork(`shanty ${face}`)))
  const shantyHomes = fitShanties(shanties, plan.dwellings * shantyShare, random.fork('shanty homes'))
  const parcels = assignParcels(map, [...city, ...slope.parcels], yards, random.fork('parcel use'))
  fitHomes(parcels, plan.dwellings - shantyHomes, random.fork('homes'))
  const blocks = random.fork('blocks')
  for (const parcel of parcels) raiseBlocks(parcel, blocks)
  scalePublic(parcels)
  trim([...parcels, ...shanties], plan.dwellings)
  const bare = (faces: number[], use: Parcel['use']) =>
    faces.map((face) => emptyParcel({ face, ...groundOf(map, face) }, use))
  return [
    ...parcels,
    ...shanties,
    ...bare(slope.hills, 'hill'),
    ...bare(
      facesOf(map, (zone) => zone === 'rail'),
      'rail',
    ),
    ...bare(
      facesOf(map, (zone) => zone === 'bank'),
      'park',
    ),
  ]
}

function shantytown(map: Subdivision, ways: WayFactory, face: number, random: Random): Parcel {
  const site = { face, ...groundOf(map, face) }
  const parcel = { ...emptyParcel(site, 'shanty'), era: 'shanty' as const, built_year: random.integer(1962, 1985) }
  parcel.faces = cutShanty(map, random, ways, face)
  parcel.houses = parcel.faces.flatMap((part) => {
    const sides = waysAround(map, part)
    const houses = raiseShanty(ringOf(map, part), (edge) => sides[edge]?.width_m ?? 0, random)
    const standing = houses.filter((house) => house.ring.every((p) => contains(site.ground, p)))
    return standing.map((house) => ({ ...house, face: part }))
  })
  return parcel
}

/** Takes houses away until the areas hold about their share of homes; returns the homes left. */
function fitShanties(parcels: Parcel[], target: number, random: Random): number {
  const homes = () => parcels.reduce((sum, p) => sum + p.houses.reduce((n, house) => n + house.dwellings, 0), 0)
  let total = homes()
  while (total > target) {
    const parcel = parcels.reduce((best, p) =>
      p.houses.length * area(best.ground) > best.houses.length * area(p.ground) ? p : best,
    )
    const [gone] = parcel.houses.splice(random.integer(0, parcel.houses.length - 1), 1)
    total -= gone?.dwellings ?? 0
  }
  return total
}

/** Shops on the ground floor take the last homes that are too many. */
function trim(parcels: Parcel[], homes: number): void {
  const houses = parcels.flatMap((parcel) => (parcel.era === 'shanty' ? [] : parcel.houses))
  let over = parcels.reduce((sum, p) => sum + p.houses.reduce((n, house) => n + house.dwellings, 0), 0) - homes
  for (const house of houses) {
    if (over <= 0) break
    const missing = Math.min(over, house.dwellings > 0 ? house.flats : 0)
    house.dwellings -= missing
    over -= missing
  }
  if (over !== 0) throw new RangeError(`stock: ${-over} dwellings short of the plan`)
}

/** Gives schools, offices and shops together their share of the heated area. */
function scalePublic(parcels: Parcel[]): void {
  const houses = parcels.flatMap((parcel) => parcel.houses)
  const homes = houses.reduce((sum, house) => sum + house.dwellings * house.dwelling_area_m2, 0)
  const halls = houses.reduce((sum, house) => sum + house.public_area_m2, 0)
  const factor = (homes * publicAreaShare) / (1 - publicAreaShare) / halls
  for (const house of houses) house.public_area_m2 *= factor
}
