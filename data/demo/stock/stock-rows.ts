import type { RowFor } from '../../model/dataset'
import type { Projection } from '../projection'
import type { House, Parcel } from './parcel'

export interface StockIds {
  compoundIds: Map<Parcel, number>
  buildingIds: Map<House, number>
}

export interface StockOrder extends StockIds {
  parcels: Parcel[]
  projection: Projection
  offset: number
  /** Community of a parcel. */
  communityOf(parcel: Parcel): number
}

/** Numbers compounds and buildings of a tile. */
export function numberStock(parcels: Parcel[], offset: number): StockIds {
  const compounds = parcels.filter(isCompound)
  const houses = parcels.flatMap((parcel) => parcel.houses)
  return {
    compoundIds: new Map(compounds.map((parcel, i) => [parcel, offset + i + 1])),
    buildingIds: new Map(houses.map((house, i) => [house, offset + i + 1])),
  }
}

export function isCompound(parcel: Parcel): boolean {
  return parcel.use === 'homes' || parcel.use === 'shanty'
}

/** Old by the default of the field: built before 2000. */
export function kindOf(parcel: Parcel): RowFor<'compound'>['kind'] {
  if (parcel.use === 'shanty') return 'shantytown'
  return parcel.built_year < 2000 ? 'old' : 'modern'
}

export function compoundRows(order: StockOrder): RowFor<'compound'>[] {
  return [...order.compoundIds].map(([parcel, id]) => ({
    id,
    code: `X${String(id).padStart(4, '0')}`,
    name: parcel.name,
    kind: kindOf(parcel),
    built_year: parcel.built_year,
    address: null,
    community_id: order.communityOf(parcel),
    ramp_with_care: parcel.use === 'shanty' || (parcel.built_year < 1985 && parcel.renewed_year === null),
    geom: order.projection.multiPolygon(parcel.ground),
  }))
}

export function buildingRows(order: StockOrder): RowFor<'building'>[] {
  return order.parcels.flatMap((parcel) =>
    parcel.houses.map((house, i) => {
      const id = order.buildingIds.get(house) ?? 0
      return {
        id,
        code: `L${String(id).padStart(5, '0')}`,
        name: nameOf(parcel, i),
        compound_id: order.compoundIds.get(parcel) ?? null,
        community_id: order.communityOf(parcel),
        built_year: house.built_year,
        floors: house.floors,
        stairwells: house.stairwells,
        heating_system: house.heating_system,
        geom: order.projection.multiPolygon(house.ring),
      }
    }),
  )
}

export function heatUserRows(order: StockOrder): RowFor<'heat_user'>[] {
  const rows: RowFor<'heat_user'>[] = []
  for (const parcel of order.parcels) {
    const { use } = parcel
    if (use === 'homes' || use === 'shanty' || use === 'park' || use === 'hill' || use === 'rail') continue
    parcel.houses.forEach((house, i) => {
      const id = order.offset + rows.length + 1
      rows.push({
        id,
        name: nameOf(parcel, i) ?? parcel.name,
        kind: use,
        heated_area_m2: Math.round(house.public_area_m2),
        building_id: order.buildingIds.get(house) ?? null,
        geom: order.projection.point(house.centre),
      })
    })
  }
  return rows
}

function nameOf(parcel: Parcel, index: number): string | null {
  if (parcel.use === 'shanty') return `${parcel.name}${index + 1}号`
  if (parcel.use === 'homes') return `${index + 1}号楼`
  return parcel.houses.length > 1 ? `${parcel.name}${index + 1}号楼` : parcel.name
}
