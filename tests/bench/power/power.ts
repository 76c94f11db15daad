import { atomsAt } from '../../../data/hotspots/count'
import { createRandom } from '../../../data/demo/random'
import { ringDays } from '../../../data/hotspots/branches/branch-cases'
import { nullMaxima, rankP, scoreClasses, type ScanFrame } from '../../../data/statistics/tree-scan'
import { demoColumns } from '../../support/demo-columns'
import { writeReport } from '../report'
import { createSimulator, groundOf, type Fault, type Ground, type Setting } from './ground'
import { frameOf, methodsOf, type Method } from './methods'
import { measureSpeed } from './speed'

const faults = 200
const nullWeeks = 400
const leastHomes = 150
const backgrounds = [0.2, 0.5, 1, 2]
const settings = backgrounds.flatMap((background): Setting[] => [
  { background, weeks: 1 },
  { background, weeks: 4 },
])

/** What one method made of the faults of one setting: shares in percent, and the mean F1. */
interface Result {
  detected: number
  /** Of those detected: the true class is the first, or one of the first three. */
  first: number
  named: number
  f1: number
}

/** Measures what 共用管段 and its rivals find, and writes the section of docs/benchmarks.md. */
export function runPower(root: string): void {
  const { columns, today } = demoColumns()
  const atoms = atomsAt(columns, today)
  if (!atoms) throw new Error('the demo city has no atoms')
  const ground = groundOf(columns, atoms)
  const methods = methodsOf(ground)
  const places = placesOf(ground)
  const rows: string[] = []
  const alarms = methods.map(() => 0)
  for (const setting of settings) {
    const thresholds = thresholdsOf(ground, methods, setting)
    countAlarms(ground, { methods, thresholds, setting }).forEach((count, m) => (alarms[m] = alarms[m]! + count))
    for (const relative_risk of [6, 4]) {
      const results = methods.map((method, m) =>
        measure(ground, method, { setting, threshold: thresholds[m]!, faults: faultsAt(places, relative_risk) }),
      )
      rows.push(rowOf(setting, relative_risk, results))
      console.log(rows.at(-1))
    }
  }
  const exact = exactAlarms(ground)
  const speed = measureSpeed()
  const report = describePower({ rows, methods, alarms, exact, places: places.length, speed })
  writeReport(root, `## Power of 共用管段\n\n${report}`)
  console.log(report)
}

/** Classes of pipes and stations that a fault may sit in. */
function placesOf({ tree, heated }: Ground): number[] {
  const total = heated.reduce((sum, n) => sum + n, 0)
  const homes = tree.classes.map((_, k) =>
    heated.subarray(tree.scan.start[k], tree.scan.end[k]).reduce((sum, n) => sum + n, 0),
  )
  return homes.flatMap((n, k) => (n >= leastHomes && 2 * n <= total ? [k] : []))
}

function faultsAt(places: readonly number[], relative_risk: number): Fault[] {
  const random = createRandom('power: places')
  return Array.from({ length: faults }, () => ({ at: random.pick(places), relative_risk }))
}

/** Thresholds at which a method alarms in 5 % of weeks without a fault, from weeks of their own. */
function thresholdsOf(ground: Ground, methods: readonly Method[], setting: Setting): number[] {
  const simulate = createSimulator(ground, 'power: thresholds')
  const weeks = Array.from({ length: nullWeeks }, () => simulate(setting, null))
  return methods.map((method) => {
    if (method.threshold !== null) return method.threshold
    const scores = weeks.map((cases) => method.score(cases)).sort((a, b) => b - a)
    // Halfway to the next score, so that ties do not all alarm.
    const at = Math.floor(0.05 * nullWeeks)
    return (scores[at - 1]! + scores[at]!) / 2 + 1e-9
  })
}

interface Calibrated {
  methods: readonly Method[]
  thresholds: readonly number[]
  setting: Setting
}

function countAlarms(ground: Ground, { methods, thresholds, setting }: Calibrated): number[] {
  const simulate = createSimulator(ground, nullStream(setting))
  const counts = methods.map(() => 0)
  for (let week = 0; week < nullWeeks; week++) {
    const cases = simulate(setting, null)
    methods.forEach((method, m) => {
      if (method.score(cases) >= thresholds[m]!) counts[m] = counts[m]! + 1
    })
  }
  return counts
}

/** Alarms of the same weeks by rank among 4,999 exact replicates for the mean total of their background. */
function exactAlarms(ground: Ground): number {
  const dwellings = ground.heated.reduce((sum, n) => sum + n, 0)
  const maximaOf = new Map(
    backgrounds.map((background) => {
      const perDay = (background / 700) * dwellings
      const totals = ringDays.map((days) => Math.round(perDay * days))
      const frame: ScanFrame = { tree: ground.tree.scan, exposure: ringDays.map(() => ground.heated), totals }
      return [background, nullMaxima(frame, 4999, 1000 * background)] as const
    }),
  )
  let alarms = 0
  for (const setting of settings) {
    const maxima = maximaOf.get(setting.background) ?? new Float64Array(0)
    const simulate = createSimulator(ground, nullStream(setting))
    for (let week = 0; week < nullWeeks; week++) {
      const cases = simulate(setting, null)
      const ratio = Math.max(...scoreClasses(frameOf(ground, cases), cases.by_ring).ratio)
      if (rankP(maxima, ratio) <= 0.05) alarms++
    }
  }
  return alarms
}

function nullStream({ background, weeks }: Setting): string {
  return `power: null ${background} ${weeks}`
}

interface Trial {
  setting: Setting
  threshold: number
  faults: readonly Fault[]
}

function measure(ground: Ground, method: Method, { setting, threshold, faults }: Trial): Result {
  const simulate = createSimulator(ground, `power: faults ${setting.background} ${setting.weeks}`)
  const sum = { detected: 0, first: 0, named: 0, f1: 0 }
  for (const fault of faults) {
    const cases = simulate(setting, fault)
    const clusters = method.clusters(cases, threshold)
    if (clusters.length === 0) continue
    const guesses = method.guess?.(cases) ?? guessesOf(ground, clusters)
    sum.detected++
    sum.f1 += scoreOf(ground, clusters.flat(), fault.at)
    if (guesses[0] === fault.at) sum.first++
    if (guesses.includes(fault.at)) sum.named++
  }
  const percent = (count: number, of: number) => (100 * count) / Math.max(1, of)
  return {
    detected: percent(sum.detected, faults.length),
    first: percent(sum.first, sum.detected),
    named: percent(sum.named, sum.detected),
    f1: sum.f1 / faults.length,
  }
}

/** Of clusters without a class: the three classes that fit the first best, and the best of the second and the third. */
function guessesOf(ground: Ground, clusters: readonly (readonly number[])[]): number[] {
  return clusters.slice(0, 3).flatMap((cluster, i) => {
    const fits = ground.tree.classes.map((_, k) => scoreOf(ground, cluster, k))
    const ranked = Array.from(fits.keys()).sort((a, b) => fits[b]! - fits[a]!)
    return ranked.slice(0, i === 0 ? 3 : 1)
  })
}

/** F1 of the buildings at some places as a guess of those below a class. */
function scoreOf({ tree, buildings }: Ground, places: readonly number[], k: number): number {
  let [both, guessed, truth] = [0, 0, 0]
  for (let place = tree.scan.start[k]!; place < tree.scan.end[k]!; place++) truth += buildings[place]!
  for (const place of new Set(places)) {
    guessed += buildings[place]!
    if (place >= tree.scan.start[k]! && place < tree.scan.end[k]!) both += buildings[place]!
  }
  return guessed + truth > 0 ? (2 * both) / (guessed + truth) : 0
}

function rowOf({ background, weeks }: Setting, relative_risk: number, results: readonly Result[]): string {
  const cells = results.map(
    ({ detected, first, named, f1 }) =>
      `${detected.toFixed(0)} · ${first.toFixed(0)} · ${named.toFixed(0)} · ${f1.toFixed(2)}`,
  )
  return `| ${relative_risk} | ${weeks} | ${background} | ${cells.join(' | ')} |`
}

interface Measured {
  rows: readonly string[]
  methods: readonly Method[]
  alarms: readonly number[]
  exact: number
  places: number
  speed: { seconds: number; classes: number }
}

function describePower({ rows, methods, alarms, exact, places, speed }: Measured): string {
  const names = methods.map(({ name }) => name)
  const weeks = nullWeeks * settings.length
  const share = (count: number, of: number) => `${((100 * count) / of).toFixed(1)} %`
  return `\`npm run bench -- power\`, ${new Date().toISOString().slice(0, 10)}. Demo city, atoms as units, heated dwellings as exposure,
Poisson cases. ${faults} faults a row on random classes (of ${places} with at least ${leastHomes} heated dwellings); a fault fills the
last week, or the last four. 共用管段 searches its window itself and alarms at p ≤ 0.05 of the null table; the others are
told the window and alarm at a threshold that ${nullWeeks} null weeks of their own exceed in 5 %. Gi*: smoothed ratios on the
hexagons of 异常片区. DBSCAN: 100 m, least number of points as threshold. Kernel map: quartic, 150 m, cases over dwellings.

A cell holds: detected, % · of those the true class first, % · among the first three, % · mean F1 of affected buildings (0
where nothing is detected). First three: the class and its rivals, nested classes with at least 1/32 of its likelihood; for
the others the three classes whose buildings fit their first cluster best, and the best of their second and third.

| relative risk | weeks | per 100 and week | ${names.join(' | ')} |
| --- | --- | --- | ${names.map(() => '---').join(' | ')} |
${rows.join('\n')}

Alarms in ${weeks} weeks without a fault (${nullWeeks} a setting): ${names.map((name, m) => `${name} ${share(alarms[m] ?? 0, weeks)}`).join(', ')}. 共用管段
by exact replicates: ${share(exact, weeks)}. One standard error is 0.4 %.

| tree scan | measured | aim |
| --- | --- | --- |
| ${speed.classes.toLocaleString('en')} classes × 999 replicates, 20,000 cases, 4 windows | ${speed.seconds.toFixed(1)} s of one core | 3 s |`
}
