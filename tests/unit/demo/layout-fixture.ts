import type {
  BuildingFacts,
  CompoundFacts,
  Era,
  GridFacts,
  LayoutFacts,
  StationFacts,
} from '../../../data/demo/layout-facts'
import { createRandom } from '../../../data/demo/random'

interface Stock {
  era: Era
  compounds: number
  buildings: number
  floors: number
  stairwells: number
  flats: number
  area: number
  system: BuildingFacts['heating_system']
}

/** A stock with the shares of users.md 3.1: about 60,000 dwellings in 220 compounds. */
const stocks: Stock[] = [
  { era: 'to_1979', compounds: 18, buildings: 4, floors: 4, stairwells: 3, flats: 3, area: 40, system: 'single_pipe' },
  { era: '1980s', compounds: 40, buildings: 4, floors: 6, stairwells: 4, flats: 2, area: 53, system: 'single_pipe' },
  {
    era: '1990s',
    compounds: 50,
    buildings: 4,
    floors: 7,
    stairwells: 4,
    flats: 2,
    area: 73,
    system: 'single_pipe_bypass',
  },
  {
    era: '2000s',
    compounds: 60,
    buildings: 4,
    floors: 10,
    stairwells: 3,
    flats: 2,
    area: 103,
    system: 'household_loop',
  },
  {
    era: '2010s',
    compounds: 46,
    buildings: 3,
    floors: 24,
    stairwells: 2,
    flats: 3,
    area: 108,
    system: 'floor_heating',
  },
  { era: 'shanty', compounds: 6, buildings: 215, floors: 2, stairwells: 1, flats: 1, area: 50, system: 'wall_pipes' },
]
const firstYears: Record<Era, number> = {
  to_1979: 1965,
  '1980s': 1980,
  '1990s': 1990,
  '2000s': 2000,
  '2010s': 2010,
  shanty: 1975,
}
const stationCount = 48
const pipesPerStation = 100_000

/** Facts of a layout without its geometry: compounds in a row, a tree of pipes per station, grids of two compounds. */
export function createFacts(): LayoutFacts {
  const random = createRandom('layout fixture')
  const order = random.shuffle(stocks.flatMap((stock) => Array.from({ length: stock.compounds }, () => stock)))
  const facts: LayoutFacts = { buildings: [], compounds: [], stations: [], grids: [], leaving: [] }
  order.forEach((stock, i) => addCompound(facts, stock, i))
  facts.stations.push(...stationsOf(facts))
  facts.grids.push(...gridsOf(facts))
  return facts
}

function addCompound(facts: LayoutFacts, stock: Stock, index: number): void {
  const isCoalYard = stock.era === '1980s' && !facts.compounds.some((compound) => compound.name === '煤炭大院')
  const compound: CompoundFacts = {
    compound_id: index + 1,
    name: isCoalYard ? '煤炭大院' : `示范小区${index + 1}`,
    kind: stock.era === 'shanty' ? 'shantytown' : firstYears[stock.era] < 2000 ? 'old' : 'modern',
    era: stock.era,
    built_year: firstYears[stock.era] + (index % 10),
    community_id: Math.floor(index / 14) + 100,
    station_id: (index % stationCount) + 1,
    pipes_renewed_year: null,
    building_ids: [],
    dwellings: 0,
  }
  const buildings = isCoalYard ? 8 : stock.buildings
  for (let n = 0; n < buildings; n++) {
    const building = buildingOf(compound, stock, n, facts.buildings.length + 1)
    building.is_branch_end = n === buildings - 1
    facts.buildings.push(building)
    compound.building_ids.push(building.building_id)
    compound.dwellings += building.dwellings
  }
  facts.compounds.push(compound)
}

function buildingOf(compound: CompoundFacts, stock: Stock, n: number, building_id: number): BuildingFacts {
  const { floors, stairwells, flats, area, era } = stock
  const isConnected = era !== 'shanty' || n % 20 < 9
  const yard = compound.station_id * pipesPerStation + compound.compound_id * 300
  const isTall = floors > 16
  const pipes = isConnected ? [yard + n + 2, yard, compound.station_id * pipesPerStation] : []
  return {
    building_id,
    compound_id: compound.compound_id,
    community_id: compound.community_id,
    era,
    compound_kind: compound.kind,
    built_year: compound.built_year,
    floors,
    stairwells,
    flats_per_stairwell_floor: flats,
    dwellings: floors * stairwells * flats - (n % 3 === 0 && stairwells > 1 ? 1 : 0),
    dwelling_area_m2: area,
    connected_share: isConnected ? 1 : 0,
    heating_system: stock.system,
    station_id: isConnected ? compound.station_id : null,
    high_zone_from_floor: isTall ? 13 : null,
    is_branch_end: false,
    pipe_ids_to_station: pipes,
    high_pipe_ids_to_station: isTall ? pipes.map((id) => id + 50_000_000) : [],
    x: 394_000 + (compound.compound_id % 20) * 200 + n * 10,
    y: 3_991_500 + Math.floor(compound.compound_id / 20) * 140,
  }
}

function stationsOf(facts: LayoutFacts): StationFacts[] {
  return Array.from({ length: stationCount }, (_, i) => {
    const compounds = facts.compounds.filter((compound) => compound.station_id === i + 1)
    return {
      station_id: i + 1,
      kind: i % 2 === 0 ? 'boiler_station' : 'substation',
      operator_id: (i % 9) + 1,
      dwellings: compounds.reduce((sum, compound) => sum + compound.dwellings, 0),
      building_ids: compounds.flatMap((compound) => compound.building_ids),
    }
  })
}

function gridsOf(facts: LayoutFacts): GridFacts[] {
  return facts.compounds.map((compound, i) => ({
    grid_id: i + 1,
    plan_id: compound.community_id,
    community_id: compound.community_id,
    number: (i % 14) + 1,
    lead_station_id: compound.station_id,
    dwellings: compound.dwellings,
    building_ids: compound.building_ids,
  }))
}
