import { at } from '../geometry'
import type { Random } from '../random'
import { type BlockEra, blockEras, eras } from './eras'
import { homesIn, type Parcel, slabsOf } from './parcel'
import type { Slab } from './rows'

interface Block {
  parcel: Parcel
  slab: Slab
}

/** Takes blocks away and adds or removes storeys until each period has its share of `homes` dwellings, as near as it goes. */
export function fitHomes(parcels: Parcel[], homes: number, random: Random): void {
  const targets = targetsOf(parcels, homes)
  blockEras.forEach((era, k) => {
    const own = parcels.filter((parcel) => parcel.era === era)
    const target = targets[k] ?? 0
    thinOut(own, target * 1.06, random)
    fitStoreys(own, era, target, random)
  })
  evenOut(parcels, homes, random)
  for (const parcel of parcels) {
    if (parcel.layout) parcel.layout.rows = parcel.layout.rows.filter((row) => row.slabs.length > 0)
  }
}

/** Homes wanted of each period; what one has no room for, the others take (but not the oldest, which is small). */
function targetsOf(parcels: Parcel[], homes: number): number[] {
  const room = blockEras.map((era) => countHomes(parcels.filter((parcel) => parcel.era === era)) * 1.12)
  const targets = blockEras.map(() => 0)
  let open = homes
  for (let round = 0; round < 6 && open > 1; round++) {
    const isOpen = (k: number) => (targets[k] ?? 0) < (room[k] ?? 0) && (k > 0 || round === 0)
    const share = (k: number) => (isOpen(k) ? eras[at(blockEras, k)].dwellings : 0)
    const whole = blockEras.reduce((sum, _, k) => sum + share(k), 0)
    if (whole === 0) break
    const given = blockEras.map((_, k) => Math.min((open * share(k)) / whole, (room[k] ?? 0) - (targets[k] ?? 0)))
    given.forEach((amount, k) => (targets[k] = (targets[k] ?? 0) + amount))
    open -= given.reduce((sum, amount) => sum + amount, 0)
  }
  return targets
}

function countHomes(parcels: Parcel[]): number {
  return parcels.reduce((sum, parcel) => sum + slabsOf(parcel.layout).reduce((n, slab) => n + homesIn(slab), 0), 0)
}

/** Blocks make room for gardens, in large yards first. */
function thinOut(parcels: Parcel[], target: number, random: Random): void {
  let total = countHomes(parcels)
  for (let tries = 0; total > target && tries < 20_000; tries++) {
    const parcel = random.pick(parcels)
    const rows = parcel.layout?.rows.filter((row) => row.slabs.length > 0) ?? []
    const count = rows.reduce((sum, row) => sum + row.slabs.length, 0)
    if (count < 2 || random.chance(Math.min(0.9, 2 / count))) continue
    const row = random.pick(rows)
    const [gone] = row.slabs.splice(random.integer(0, row.slabs.length - 1), 1)
    if (gone) total -= homesIn(gone)
  }
}

function fitStoreys(parcels: Parcel[], era: BlockEra, target: number, random: Random): void {
  const blocks = parcels.flatMap((parcel) => slabsOf(parcel.layout).map((slab) => ({ parcel, slab })))
  let total = countHomes(parcels)
  for (let tries = 0; tries < 8000 && blocks.length > 0 && Math.abs(total - target) > 60; tries++) {
    total += changeStorey(random.pick(blocks), era, total < target ? 1 : -1)
  }
}

/** The last difference over all periods. */
function evenOut(parcels: Parcel[], homes: number, random: Random): void {
  const blocks = parcels.flatMap((parcel) => slabsOf(parcel.layout).map((slab) => ({ parcel, slab })))
  let total = countHomes(parcels)
  for (let tries = 0; tries < 40_000 && (total < homes || total > homes + 200); tries++) {
    const block = random.pick(blocks)
    const { era } = block.parcel
    if (era && era !== 'shanty') total += changeStorey(block, era, total < homes ? 1 : -1)
  }
}

function changeStorey({ slab }: Block, era: BlockEra, by: 1 | -1): number {
  const [low, high] = eras[era].floors
  const floors = slab.floors + by
  if (slab.floors === 18 && era === '2000s') return 0
  if (floors < low || floors > high || floors * slab.stairwells * slab.flats > 180) return 0
  slab.floors = floors
  return by * slab.stairwells * slab.flats
}
