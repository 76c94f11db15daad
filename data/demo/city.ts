import type { City } from '../model/city'
import { tables, type Dataset, type RowFor, type TableName } from '../model/dataset'
import { generateLayout } from './layout'
import type { Layout, LayoutFacts } from './layout-facts'
import { demoClock } from './people/clock'
import { generatePeople, type People } from './people/people'
import type { Truth } from './people/truths/planting'
import { createProjection } from './projection'
import { createRandom } from './random'
import { cityTiles, demoTile, tileHeight, tileWidth, type TilePlan } from './tile-plan'

export type DemoScale = 'district' | 'city'

export interface DemoOptions {
  /** The same seed gives the same city, digit for digit. */
  seed?: string
  scale: DemoScale
  /** Exactly this many cases; by default about 20,700 in the district's three seasons, 440,000 in the city's five. */
  issues?: number
}

/** Rows of one table. Chunks come in an order in which tables can be filled. */
export type Chunk = { [N in TableName]: { table: N; rows: RowFor<N>[] } }[TableName]

const defaultSeed = 'heatgrid'
const seasons: Record<DemoScale, number> = { district: 3, city: 5 }
const issuesOfCity = 440_000
/** Metres by which hills and shantytowns in the gullies reach beyond their tile. */
const margin = 400

/** The demonstration district that every installation starts with. */
export const demoCity: City = describe('demo', '示范城区(虚构)', 'Demonstration district (fictitious)', [demoTile()])
/** The demonstration at the size of a city: 552 stations, 670,257 dwellings. */
export const largeDemoCity: City = describe(
  'demo-city',
  '示范城市(虚构)',
  'Demonstration city (fictitious)',
  cityTiles(),
)

/** What a demo city is made from and its rows do not tell. */
export interface DemoGround {
  facts: LayoutFacts
  truths: Truth[]
}

/**
 * All rows of a demo city, tile by tile, then its people, then its cases and visits in chunks of about 5,000; returns its
 * ground.
 */
export function* generateDemoCity(options: DemoOptions): Generator<Chunk, DemoGround> {
  const facts = noFacts()
  for (const layout of layoutsOf(options)) {
    addFacts(facts, layout.facts)
    yield* inOrder(layout)
  }
  const people = peopleOf(options, facts)
  yield* inOrder(people)
  const { rounds } = people
  for (const chunk of people.cases) {
    rounds.note(chunk.issue)
    yield* inOrder(chunk)
  }
  yield* inOrder({ round: rounds.round })
  for (const visit of rounds.visits()) yield* inOrder({ visit })
  return { facts, truths: people.truths }
}

/** What was planted in that city, without its cases. */
export function plantedTruths(options: DemoOptions): Truth[] {
  const facts = noFacts()
  for (const layout of layoutsOf(options)) addFacts(facts, layout.facts)
  return peopleOf(options, facts).truths
}

/** The tiles of a demo city, one after the other. */
export function* layoutsOf({ seed = defaultSeed, scale }: DemoOptions): Generator<Layout, undefined> {
  const random = createRandom(seed)
  for (const plan of scale === 'city' ? cityTiles() : [demoTile()]) {
    yield generateLayout(random.fork(`tile ${plan.number}`), plan)
  }
}

function peopleOf({ seed = defaultSeed, scale, issues }: DemoOptions, facts: LayoutFacts): People {
  const count = issues ?? (scale === 'city' ? issuesOfCity : undefined)
  return generatePeople(createRandom(seed).fork('people'), facts, {
    seasons: seasons[scale],
    position: createProjection([0, 0]).position,
    ...(count === undefined ? {} : { issues: count }),
  })
}

function noFacts(): LayoutFacts {
  return { buildings: [], compounds: [], stations: [], grids: [], leaving: [] }
}

function addFacts(facts: LayoutFacts, more: LayoutFacts): void {
  // Not push(...more): a city's arrays are too long for arguments.
  for (const building of more.buildings) facts.buildings.push(building)
  for (const compound of more.compounds) facts.compounds.push(compound)
  facts.stations.push(...more.stations)
  facts.grids.push(...more.grids)
  facts.leaving.push(...more.leaving)
}

function* inOrder(rows: Partial<Dataset>): Generator<Chunk> {
  for (const table of Object.keys(tables) as TableName[]) {
    const some = rows[table]
    if (some && some.length > 0) yield { table, rows: some } as Chunk
  }
}

function describe(code: string, name: string, name_en: string, tiles: readonly TilePlan[]): City {
  const corners = tiles.flatMap(({ origin }) => {
    const { position } = createProjection(origin)
    const [west, south, east, north] = [-margin, -margin, tileWidth + margin, tileHeight + margin]
    return [position([west, south]), position([east, south]), position([west, north]), position([east, north])]
  })
  const longitudes = corners.map(([longitude = 0]) => longitude)
  const latitudes = corners.map(([, latitude = 0]) => latitude)
  return {
    code,
    name,
    name_en,
    time_zone: 'Asia/Shanghai',
    srid: 4544,
    temperature_standard_c: 18,
    sharing_threshold: 5,
    clock: demoClock,
    is_demo: true,
    extent: [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)],
  }
}
