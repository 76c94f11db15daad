import type { BranchCluster, Contrast, WatchAnswer, WatchPlace } from '../../data/hotspots/answers'
import { addDays } from '../period'
import { placeWords, type Tongue } from './place-words'
import { spanWords } from './spot-sentences'

/** A telephone that can be called from a sentence. */
export interface Call {
  title: string
  phone: string
}

/** What is said of one place, in the order in which it is read. */
export interface PlaceStory {
  place: string
  /** How many, against the usual, and what they share: the sentence of the hot list. */
  sentence: string
  /** How sure, in words. */
  sure: string
  /** Contrast along the pipe, and that it is a suspicion; null without a shared pipe. */
  why: string | null
  /** Whether it is new or going on; null where that is not known. */
  trend: string | null
  /** Cases across the edge of the area, without their details; null where there are none. */
  outside: string | null
  calls: Call[]
}

/** When it was: the last day of the period that was asked about, and the city's today. */
export interface Moment {
  to: string
  today: string
}

/** The words of one place to watch; screens show these and copy these, and nothing else. */
export function tellPlace(place: WatchPlace, moment: Moment, tongue: Tongue): PlaceStory {
  const { branch, trend } = place
  const where = placeWords(place.place, tongue)
  return {
    place: where,
    sentence: [countWords(where, place, { moment, tongue }), branch && sharedWords(branch, tongue)]
      .filter(Boolean)
      .join(''),
    sure: tongue.t(confidenceKeys[place.confidence]),
    why: branch && whyWords(branch, tongue),
    trend: trend && tongue.t(trendKeys[trend]),
    outside: branch && outsideWords(branch, tongue),
    calls: callsOf(place),
  }
}

/** The same for a cluster that was opened by itself, without grids. */
export function tellBranch(branch: BranchCluster, moment: Moment, tongue: Tongue): PlaceStory {
  const [bbox, grids]: [WatchPlace['bbox'], WatchPlace['grids']] = [[0, 0, 0, 0], []]
  return tellPlace(
    { ...branch, lens: 'branches', trend: null, branch, grids, cells: [], area: null, bbox },
    moment,
    tongue,
  )
}

/** A story as text for a chat group: exactly what the screen says, line by line. */
export function storyText({ sentence, sure, why, trend, outside, calls }: PlaceStory): string {
  const lines = [sentence, [sure, trend].filter(Boolean).join(' · '), why, outside]
  return [...lines, ...calls.map(({ title, phone }) => `${title} ${phone}`)].filter(Boolean).join('\n')
}

/** What stands where no place does, or above the places; `area` is the name of what the reader looks at. */
export function tellWatch(
  answer: WatchAnswer,
  { area, today }: { area: string; today: string },
  tongue: Tongue,
): string {
  const { t, format } = tongue
  const span = spanWords(answer.basis, today, tongue)
  const [cases, closed, compounds] = [answer.cases, answer.closed, answer.compounds].map((n) => format.number(n))
  if (answer.state === 'found') return t('hotspots.state.found', { span, places: answer.places.length, cases })
  if (answer.state === 'few') return t('hotspots.state.few', { span, cases })
  if (answer.state === 'none') return t('hotspots.state.none', { span, cases, closed, compounds })
  const isCold = (answer.below_normal_k ?? 0) < 0
  return t(isCold ? 'hotspots.state.city_rise_cold' : 'hotspots.state.city_rise', { area })
}

const confidenceKeys = {
  certain: 'hotspots.confidence.certain',
  likely: 'hotspots.confidence.likely',
  open: 'hotspots.confidence.open',
  pending: 'hotspots.confidence.pending',
} as const

const trendKeys = {
  emerging: 'hotspots.trend.emerging',
  growing: 'hotspots.trend.growing',
  persistent: 'hotspots.trend.persistent',
  improving: 'hotspots.trend.improving',
} as const

function countWords(
  where: string,
  place: WatchPlace,
  { moment: { to, today }, tongue }: { moment: Moment; tongue: Tongue },
): string {
  const { t, format } = tongue
  const usual = place.expected < 1 ? null : format.number(place.expected, place.expected < 3 ? 1 : 0)
  const named = {
    ...{
      place: where,
      span: spanWords({ from: addDays(to, 1 - place.window_days), to }, today, tongue),
      cases: format.number(place.cases),
    },
    ...(usual && { usual, times: timesOf(place, { format }) }),
  }
  const counts = t(usual ? 'hotspots.line.counts' : 'hotspots.line.counts_rare', named)
  const open =
    place.open_cases > 0
      ? t('hotspots.line.open', { open: format.number(place.open_cases) })
      : t('hotspots.line.all_closed')
  return counts + open
}

/** What the homes share: the oldest of the pipes that cases cannot tell apart, the station, or the pump of a zone. */
function sharedWords(branch: BranchCluster, { t, format }: Tongue): string {
  const homes = format.number(branch.heated_dwellings)
  const station = branch.station?.name ?? t('hotspots.line.a_station')
  if (branch.kind === 'station') return t('hotspots.line.shared_station', { homes, station })
  if (branch.kind === 'zone') return t('hotspots.line.shared_zone', { homes, station })
  const years = branch.assets.flatMap(({ built_year }) => built_year ?? [])
  const diameters = branch.assets.flatMap(({ diameter_mm }) => diameter_mm ?? [])
  const facts = [
    years.length > 0 && t('hotspots.line.built', { year: String(Math.min(...years)) }),
    diameters.length > 0 && `DN${Math.max(...diameters)}`,
  ].filter((fact) => fact !== false)
  const known = facts.length > 0 ? t('hotspots.line.facts', { facts: facts.join(t('hotspots.line.facts_comma')) }) : ''
  return t('hotspots.line.shared_pipe', { homes, station, known })
}

/** Contrast with what lies upstream and beside; whatever is up there too is said. */
function whyWords(branch: BranchCluster, { t, format }: Tongue): string {
  const times = timesOf(branch, { format })
  const below = t(
    branch.kind === 'pipe'
      ? 'hotspots.why.below_pipe'
      : branch.kind === 'station'
        ? 'hotspots.why.below_station'
        : 'hotspots.why.below_zone',
    { times },
  )
  const raised = [isRaised(branch.upstream), isRaised(branch.beside)]
  const known = branch.upstream !== null || branch.beside !== null
  const around = raised[0]
    ? t(raised[1] ? 'hotspots.why.both_up' : 'hotspots.why.upstream_up')
    : t(raised[1] ? 'hotspots.why.beside_up' : 'hotspots.why.normal')
  return [below, known ? around : '', t('hotspots.why.suspicion')].join('')
}

/** At least half as much again as usual, and by more than a case or two. */
function isRaised(contrast: Contrast | null): boolean {
  return contrast !== null && contrast.cases >= 1.5 * contrast.expected && contrast.cases - contrast.expected >= 2
}

function outsideWords({ outside }: BranchCluster, { t, format }: Tongue): string | null {
  if (!outside || outside.cases === 0) return null
  const names = outside.communities.map(({ name }) => name).join(t('list.comma'))
  const cases = format.number(outside.cases)
  return names ? t('hotspots.outside.named', { cases, names }) : t('hotspots.outside.unnamed', { cases })
}

function callsOf({ branch, grids }: WatchPlace): Call[] {
  const { name, duty_phone } = branch?.station ?? {}
  const station = name && duty_phone ? [{ title: name, phone: duty_phone }] : []
  const members = grids.flatMap(({ contacts }) => contacts.filter(({ role }) => role === 'grid_member'))
  return [...station, ...members.map(({ title, phone }) => ({ title, phone }))]
}

/** How many times the usual: whole numbers from two on. */
function timesOf({ cases, expected }: Pick<WatchPlace, 'cases' | 'expected'>, { format }: Pick<Tongue, 'format'>) {
  const ratio = cases / Math.max(expected, 0.1)
  return format.number(ratio, ratio < 2 ? 1 : 0)
}
