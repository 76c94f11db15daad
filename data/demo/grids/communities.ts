import { at, centroid } from '../geometry'
import type { Parcel } from '../stock/parcel'
import { neighbours, ringOf, type Subdivision } from '../subdivision'
import type { CommunityPlan, SubdistrictPlan } from '../tile-plan'
import { balance, halve, loadOf, partition, type Piece } from './partition'

export interface Community {
  plan: CommunityPlan
  faces: number[]
  dwellings: number
}

export interface Subdistrict {
  plan: SubdistrictPlan
  communities: Community[]
}

const limits: [number, number] = [2700, 5200]
const west = [0]
const north = [-Math.PI / 2]

/** Deals whole street blocks out to four sub-districts and their communities, so that edges run along streets. */
export function dealCommunities(map: Subdivision, parcels: Parcel[], plans: SubdistrictPlan[]): Subdistrict[] {
  const { pieces, blocks } = blockPieces(map, parcels)
  const all = pieces.map((_, i) => i)
  const sizes = plans.map((plan) => plan.communities.length)
  const share = (a: number, b: number) => (sizes[a] ?? 1) / ((sizes[a] ?? 1) + (sizes[b] ?? 1))
  const [left, right] = halve(pieces, all, { share: 0.5, angles: west })
  const quarters = [
    ...halve(pieces, left, { share: share(0, 1), angles: west }),
    ...halve(pieces, right, { share: share(2, 3), angles: north }),
  ]
  const parts = quarters.flatMap((quarter, k) => partition(pieces, quarter, Array(sizes[k] ?? 1).fill(1)))
  let taken = 0
  const byQuarter = sizes.map((size) => parts.slice(taken, (taken += size)))
  for (const quarter of byQuarter) balance(pieces, quarter, limits)
  return plans.map((plan, k) => ({ plan, communities: christen(plan, at(byQuarter, k), pieces, blocks) }))
}

/** Names parts west to east; what bears the name of 天水路 lies nearest to it, and 张家园 is the one of its size. */
function christen(plan: SubdistrictPlan, parts: number[][], pieces: Piece[], blocks: number[][]): Community[] {
  const placeOf = (part: number[]) => part.reduce((sum, i) => sum + at(pieces, i).x, 0) / part.length
  const left = [...parts].sort((a, b) => placeOf(a) - placeOf(b))
  const take = (index: number) => at(left.splice(index, 1), 0)
  const best = (cost: (part: number[]) => number) =>
    left.reduce((found, part, i) => (cost(part) < cost(at(left, found)) ? i : found), 0)
  const chosen = new Map<CommunityPlan, number[]>()
  for (const community of plan.communities) {
    if (community.grids) chosen.set(community, take(best((part) => Math.abs(loadOf(pieces, part) - 3850))))
    if (community.name.startsWith('天水')) chosen.set(community, take(best((part) => Math.abs(placeOf(part) - 2750))))
  }
  for (const community of plan.communities) if (!chosen.has(community)) chosen.set(community, take(0))
  return plan.communities.map((community) => {
    const part = chosen.get(community) ?? []
    return { plan: community, faces: part.flatMap((i) => at(blocks, i)), dwellings: loadOf(pieces, part) }
  })
}

function blockPieces(map: Subdivision, parcels: Parcel[]): { pieces: Piece[]; blocks: number[][] } {
  const homes = new Map<number, number>()
  for (const parcel of parcels) {
    const block = at(map.faces, at(parcel.faces, 0)).block
    homes.set(block, (homes.get(block) ?? 0) + parcel.houses.reduce((sum, house) => sum + house.dwellings, 0))
  }
  const facesOf = new Map<number, number[]>()
  map.faces.forEach(({ block }, face) => facesOf.set(block, [...(facesOf.get(block) ?? []), face]))
  const numbers = [...facesOf.keys()]
  const place = new Map(numbers.map((block, i) => [block, i]))
  const near = numbers.map(() => new Set<number>())
  neighbours(map).forEach((others, face) => {
    const a = place.get(at(map.faces, face).block)
    for (const other of others) {
      const b = place.get(at(map.faces, other).block)
      if (a !== undefined && b !== undefined && a !== b) near[a]?.add(b)
    }
  })
  const pieces = numbers.map((block, i) => {
    const middles = (facesOf.get(block) ?? []).map((face) => centroid(ringOf(map, face)))
    const x = middles.reduce((sum, p) => sum + p[0], 0) / middles.length
    const y = middles.reduce((sum, p) => sum + p[1], 0) / middles.length
    return { x, y, load: homes.get(block) ?? 0, near: [...at(near, i)], group: -1 }
  })
  return { pieces, blocks: [...facesOf.values()] }
}
