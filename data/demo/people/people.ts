import type { Dataset, RowFor } from '../../model/dataset'
import type { LayoutFacts } from '../layout-facts'
import type { Random } from '../random'
import { generateCases } from './cases/cases'
import { planDays } from './cases/days'
import type { CaseChunk } from './cases/ledger'
import { generateContacts } from './contacts'
import { drawDiligence } from './diligence'
import { generateDwellings } from './dwellings'
import { createHomes } from './homes'
import { generateManagement } from './management'
import { planRounds, type Rounds } from './rounds'
import { planSeasons } from './seasons'
import { chooseTargets } from './targets'
import type { Truth } from './truths/planting'
import { plantTruths } from './truths/truths'
import { generateWeather } from './weather'

export interface PeopleOptions {
  /** How many heating seasons, the last one running. */
  seasons: number
  /** Exactly this many cases; without it they follow the rates of users.md 3.1. */
  issues?: number
  /** Longitude and latitude of a point in metres of EPSG:4544. */
  position: (point: readonly [number, number]) => GeoJSON.Position
}

export interface People extends Pick<Dataset, 'season' | 'weather_day' | 'dwelling' | 'management' | 'contact'> {
  /** What was planted, for tests and for the bench of the methods. */
  truths: Truth[]
  /** Chunks of about 5,000 cases in the order of their reports; may be walked once. */
  cases: Iterable<CaseChunk>
  /** Wants to be shown every case before it tells its visits. */
  rounds: Rounds
}

/** Households, weather, management, contacts and cases of a city whose layout is known. The same seed gives the same. */
export function generatePeople(random: Random, facts: LayoutFacts, options: PeopleOptions): People {
  const season = planSeasons(options.seasons)
  const weather_day = generateWeather(random.fork('weather'), season)
  const targets = chooseTargets(random.fork('targets'), facts)
  const quarrelling = new Set(targets.quarrels.flatMap((buildings) => buildings.map((one) => one.compound_id)))
  const dwelling = generateDwellings(random.fork('dwellings'), facts, quarrelling)
  const management = generateManagement(random.fork('management'), facts)
  const diligence = drawDiligence(random.fork('diligence'), facts, targets)
  const homes = createHomes(random.fork('homes'), facts, dwelling, diligence)
  const { truths, effects } = plantTruths({ facts, homes, weather: weather_day, seasons: season }, targets)
  const points = facts.buildings.map(({ x, y }): GeoJSON.Point => ({
    type: 'Point',
    coordinates: options.position([x, y]),
  }))
  const days = planDays(weather_day, season)
  const cases = generateCases(random.fork('cases'), { days, homes, effects, diligence, points }, options.issues)
  const season_id = season.at(-1)?.id ?? 0
  return {
    season,
    weather_day,
    dwelling,
    management,
    contact: generateContacts(facts, unmanaged(management)),
    truths,
    cases,
    rounds: planRounds(random.fork('rounds'), facts, homes, { diligence, season_id }),
  }
}

/** Compounds that nobody manages today. */
function unmanaged(management: readonly RowFor<'management'>[]): Set<number> {
  const isGap = ({ kind, ends_on }: RowFor<'management'>) =>
    ends_on === null && (kind === 'none' || kind === 'hand_over')
  return new Set(management.filter(isGap).map((row) => row.compound_id))
}
