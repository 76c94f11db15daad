import { z } from '@hono/zod-openapi'
import { lenses } from '../../data/hotspots/answers'
import { dayOf, minuteOf } from '../../data/hotspots/city-columns'
import { maskOf } from '../../data/hotspots/count'
import { bandwidthLimits_m, type Selection } from '../../data/hotspots/question'
import type { Area } from '../../data/hotspots/view'
import { vocabulary } from '../../data/model/vocabulary'
import { caseReach, type Access } from '../auth/access'
import { cityNow, cityToday, defaultPeriod } from '../cities/city-clock'
import { listSeasons, type CityRow } from '../cities/queries'
import type { Deps } from '../deps'
import { error } from '../errors'
import { issueFilterQuery, type IssueFilter } from '../issues/filter'
import { findRound, type RoundAnswer } from '../rounds/queries'
import { readCommunitiesOf } from './queries'
import type { Question } from './worker-messages'

const periodReversed = error('hotspots.period_reversed', 400)
const periodTooLong = error('hotspots.period_too_long', 400)
const notComparable = error('hotspots.not_comparable', 400)
const comparisonIncomplete = error('hotspots.comparison_incomplete', 400)
const areaNotFound = error('hotspots.area_not_found', 404)
const roundNotFound = error('hotspots.round_not_found', 404)
const roundOutsideScope = error('hotspots.round_outside_scope', 403)
const roundExcludes = error('hotspots.round_excludes', 400)
const areaOutsideScope = error('hotspots.area_outside_scope', 403)

/** Ten years. */
const longestDays = 3653
/** Cases grow overdue in steps of this, so that questions of one moment share their answers. */
const instantStep_min = 5

const id = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .openapi({ type: 'integer' })

/**
 * Parameters of every question to the columns: `area` is the id of a division, `compare_…` name a second period. `round` asks
 * for the findings of a round on its own days, and goes with neither.
 */
export const questionQuery = z.object({
  ...issueFilterQuery,
  area: id.optional(),
  compare_from: z.iso.date().optional(),
  compare_to: z.iso.date().optional(),
  round: id.optional(),
})

/** The same with what some lenses take: bandwidth in metres. */
export const lensQuery = questionQuery.extend({
  bandwidth: z.coerce.number().min(bandwidthLimits_m.min).max(bandwidthLimits_m.max).optional(),
})

type LensQuery = z.infer<typeof lensQuery>

export const lensParam = z.enum(lenses)

export interface Asker {
  access: Access
  city: CityRow
}

/** The question of a request. Throws 400 for a period, 403 and 404 for an area or a round that cannot be. */
export async function questionOf(
  deps: Deps,
  { access, city }: Asker,
  lens: Question['lens'],
  query: LensQuery,
): Promise<Question> {
  const round = await roundIn(deps, { access, city }, lens, query)
  const period = round ? daysOf(round, cityToday(city, deps.clock)) : await periodOf(deps, city, query)
  const selection = selectionOf(query, period)
  const minute = minuteOf(cityNow(city, deps.clock))
  const isTimed = lens === 'summary' || lens === 'watch' || lens === 'branches' || selection.overdue
  return {
    lens,
    selection,
    before: comparisonOf(lens, query, selection),
    bandwidth_m: query.bandwidth ?? null,
    now: isTimed ? minute - (minute % instantStep_min) : 0,
    today: cityToday(city, deps.clock),
    view: await viewOf(deps, { access, city }, query.area),
    reader: caseReach(access),
    ...(round && { round: round.id }),
  }
}

/** What answers about the findings of a round. Pipes and places to watch are searched in windows of their own. */
const byRound: readonly Question['lens'][] = ['summary', 'surface', 'cells']

/** The round that is asked for. It is whole: it has its own days, compares with nothing, and all it found is of visits. */
async function roundIn(
  deps: Deps,
  { access, city }: Asker,
  lens: Question['lens'],
  query: LensQuery,
): Promise<RoundAnswer | null> {
  if (query.round === undefined) return null
  const excluded = (['from', 'to', 'compare_from', 'compare_to'] as const).find((name) => query[name] !== undefined)
  if (excluded) throw roundExcludes({ parameter: excluded })
  if (query.sources.some((source) => source !== 'visit')) throw roundExcludes({ parameter: 'sources' })
  if (!byRound.includes(lens)) throw roundExcludes({ lens })
  const round = await findRound(deps.db.read, { access, city }, query.round)
  if (!round) throw roundNotFound({ round: query.round })
  if (!round.is_in_scope) throw roundOutsideScope({ round: query.round })
  return round
}

/** The days of a round that have begun. */
function daysOf({ starts_on, ends_on }: RoundAnswer, today: string): Period {
  const to = ends_on < today ? ends_on : today
  return { from: starts_on, to: to < starts_on ? starts_on : to }
}

interface Period {
  from: string
  to: string
}

/** The period asked for; an end that is not named is that of the city's default period. */
export async function periodOf(
  deps: Deps,
  city: CityRow,
  { from, to }: Pick<LensQuery, 'from' | 'to'>,
): Promise<Period> {
  if (from !== undefined && to !== undefined) return checked({ from, to })
  const usual = defaultPeriod(await listSeasons(deps.db.read, city.id), cityToday(city, deps.clock))
  return checked({ from: from ?? usual.from, to: to ?? usual.to })
}

function checked(period: Period): Period {
  const { from, to } = period
  if (from > to) throw periodReversed({ from, to })
  if (dayOf(to) - dayOf(from) >= longestDays) throw periodTooLong({ from, to, days: longestDays })
  return period
}

/** Filters of a list of cases as a selection. */
export function selectionOf(query: Omit<IssueFilter, keyof Period>, { from, to }: Period): Selection {
  // `reopened` is a group and a status; as in every list of cases the group is meant.
  const words = vocabulary.status.filter((status) => status !== 'reopened' && query.status.includes(status))
  return {
    from: dayOf(from),
    to: dayOf(to),
    symptoms: maskOf('symptom', query.symptoms),
    sources: maskOf('source', query.sources),
    compound_kinds: maskOf('compound_kind', query.compound_kinds),
    statuses: maskOf('status', words),
    open: query.status.includes('open'),
    overdue: query.status.includes('overdue'),
    reopened: query.status.includes('reopened'),
  }
}

/** Counts, the surface and cells of two periods can be put side by side; pipes and places to watch cannot. */
const comparable: readonly Question['lens'][] = ['summary', 'surface', 'cells']

function comparisonOf(
  lens: Question['lens'],
  { compare_from, compare_to }: LensQuery,
  selection: Selection,
): Selection | null {
  if (compare_from === undefined && compare_to === undefined) return null
  if (!comparable.includes(lens)) throw notComparable({ lens })
  if (compare_from === undefined || compare_to === undefined) throw comparisonIncomplete()
  const { from, to } = checked({ from: compare_from, to: compare_to })
  return { ...selection, from: dayOf(from), to: dayOf(to) }
}

/** The area asked for; without one that of the account, or the whole city. */
async function viewOf(deps: Deps, { access, city }: Asker, area: number | undefined): Promise<Area | null> {
  const reach = caseReach(access)
  const scope = typeof reach === 'string' ? null : reach
  if (area === undefined) return scope
  const ids = await readCommunitiesOf(deps.db.read, city.id, area)
  if (!ids) throw areaNotFound({ area })
  const isInside = !scope || (scope.of === 'communities' && ids.every((community) => scope.ids.includes(community)))
  if (!isInside) throw areaOutsideScope({ area })
  return { of: 'communities', ids }
}
