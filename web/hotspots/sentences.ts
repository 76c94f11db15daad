import type { BranchCluster, Contrast, WatchAnswer, WatchPlace } from '../../data/hotspots/answers'
import { addDays } from '../period'
import { inView } from './in-view'
import { namedPipe } from './named-pipe'
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
  /** Of the shared pipe, behind the words (users.md, 2): `S12-7`; null without one. */
  code: string | null
  /** How sure, in words. */
  sure: string
  /** Contrast along the pipe, and that it is a suspicion; null without a shared pipe. */
  why: string | null
  /** Whether it is new or going on; null where that is not known. */
  trend: string | null
  /** Cases across the edge of the area, on top of those of the sentence, without details; null where there are none. */
  outside: string | null
  /** Station and grid members. */
  calls: Call[]
  /** Of both sides, of a place that crosses the edge. */
  secretaries: Call[]
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
    code: (branch && namedPipe(branch)?.code) ?? null,
    sure: tongue.t(confidenceKeys[place.confidence]),
    why: branch && whyWords(branch, tongue),
    trend: trend && tongue.t(trendKeys[trend]),
    outside: outsideWords(place, tongue),
    calls: callsOf(place),
    secretaries: (place.outside?.secretaries ?? []).map(({ community, phone }) => {
      return { title: tongue.t('hotspots.outside.secretary', { community }), phone }
    }),
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

/** The sentence with the code of the pipe behind it: one string on the screen, in a chat and under a picture. */
export function sentenceLine({ sentence, code }: PlaceStory): string {
  return [sentence, code].filter(Boolean).join(' ')
}

/** A story as text for a chat group: exactly what the screen says, line by line. */
export function storyText(story: PlaceStory): string {
  const { sure, why, trend, outside, calls, secretaries } = story
  const lines = [sentenceLine(story), [sure, trend].filter(Boolean).join(' · '), why, outside]
  return [...lines, ...[...calls, ...secretaries].map(({ title, phone }) => `${title} ${phone}`)]
    .filter(Boolean)
    .join('\n')
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
  const here = inView(place)
  const usual = here.expected < 1 ? null : format.number(here.expected, here.expected < 3 ? 1 : 0)
  const named = {
    ...{
      place: where,
      span: spanWords({ from: addDays(to, 1 - place.window_days), to }, today, tongue),
      cases: format.number(here.cases),
    },
    ...(usual && { usual, times: timesOf(here, { format }) }),
  }
  if (here.cases === 0) return t('hotspots.line.counts_none', named)
  const counts = t(usual ? 'hotspots.line.counts' : 'hotspots.line.counts_rare', named)
  const open =
    here.open_cases > 0
      ? t('hotspots.line.open', { open: format.number(here.open_cases) })
      : t('hotspots.line.all_closed')
  return counts + open
}

/** What the homes share: a pipe with its own year and diameter, the station, or the pump of a zone. */
function sharedWords(branch: BranchCluster, { t, format }: Tongue): string {
  const homes = format.number(branch.heated_dwellings)
  const station = branch.station?.name ?? t('hotspots.line.a_station')
  if (branch.kind === 'station') return t('hotspots.line.shared_station', { homes, station })
  if (branch.kind === 'zone') return t('hotspots.line.shared_zone', { homes, station })
  const { built_year = null, diameter_mm = null } = namedPipe(branch) ?? {}
  const facts = [
    built_year !== null && t('hotspots.line.built', { year: String(built_year) }),
    diameter_mm !== null && `DN${diameter_mm}`,
  ].filter((fact) => fact !== false)
  const known = facts.length > 0 ? t('hotspots.line.facts', { facts: facts.join(t('hotspots.line.facts_comma')) }) : ''
  return t('hotspots.line.shared_pipe', { homes, station, known })
}

/** Contrast with what lies upstream and beside, of each only where it is known; whatever is up there too is said. */
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
  const around = aroundKeys[levelOf(branch.upstream)][levelOf(branch.beside)]
  return [below, around && t(around), t('hotspots.why.suspicion')].filter(Boolean).join('')
}

type Level = 'normal' | 'up' | 'unknown'

/** By what is known upstream, then beside. */
const aroundKeys: Record<Level, Record<Level, string | null>> = {
  normal: {
    normal: 'hotspots.why.both_normal',
    up: 'hotspots.why.beside_up',
    unknown: 'hotspots.why.only_upstream_normal',
  },
  up: { normal: 'hotspots.why.upstream_up', up: 'hotspots.why.both_up', unknown: 'hotspots.why.only_upstream_up' },
  unknown: { normal: 'hotspots.why.only_beside_normal', up: 'hotspots.why.only_beside_up', unknown: null },
}

/** Up is at least half as much again as usual, and by more than a case or two. */
function levelOf(contrast: Contrast | null): Level {
  if (contrast === null) return 'unknown'
  const { cases, expected } = contrast
  return cases >= 1.5 * expected && cases - expected >= 2 ? 'up' : 'normal'
}

function outsideWords({ outside, place }: WatchPlace, { t, format }: Tongue): string | null {
  if (!outside || outside.counts?.cases === 0) return null
  const next = outside.communities.filter(({ id }) => id !== place.community?.id)
  const listed = next.map(({ name }) => name).join(t('list.comma'))
  const names = listed ? t('hotspots.outside.next', { names: listed }) : t('hotspots.outside.beyond')
  if (!outside.counts) return t('hotspots.outside.too_few', { names })
  return t('hotspots.outside.cases', { names, cases: format.number(outside.counts.cases) })
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
