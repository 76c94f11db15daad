import type { RowFor } from '../../../model/dataset'
import { dayOf, demoToday, type Day } from '../clock'
import type { Branch, Targets } from '../targets'
import type { Plant } from './planting'

/** A corroded branch, a failing station, a burst and the pump of a high zone. */
export function plantPipeFaults(plant: Plant, targets: Targets, weather: readonly RowFor<'weather_day'>[]): void {
  const { corroded, burst, failing, tall } = targets
  plant(
    {
      kind: 'corroded_branch',
      buildings: corroded.buildings,
      pipe_id: corroded.pipe_id,
      station_id: corroded.station_id,
      relative_risk: 6,
      slowness: 7,
      note: 'Old corroded branch: cases below it, normal upstream and next door. Must be seen in the last 7 days.',
      causes: [
        ['yard_branch', 75],
        ['imbalance', 15],
        ['pressure_loss', 10],
      ],
    },
    [demoToday - 10, demoToday],
  )
  const cold = coldestWeek(weather, '2022-11-20', '2023-02-20')
  plant(
    {
      kind: 'station_failure',
      buildings: failing.buildings,
      station_id: failing.station_id,
      relative_risk: 4,
      symptoms: { not_hot: 55, building_off: 30, lukewarm: 15 },
      note: 'The station ran short of heat in the coldest week of the season.',
      causes: [
        ['station_plant', 70],
        ['low_fill', 30],
      ],
    },
    [cold, cold + 6],
  )
  plantBurst(plant, burst)
  plant(
    {
      kind: 'high_zone_pump',
      buildings: tall,
      station_id: tall[0]?.station_id ?? null,
      relative_risk: 14,
      note: 'The pump of the high zone failed: only floors above 14.',
      causes: [['station_plant', 1]],
    },
    [dayOf('2023-12-18'), dayOf('2023-12-31')],
    (home) => home.floor > 14,
  )
}

function plantBurst(plant: Plant, burst: Branch): void {
  const burstDay = dayOf('2023-11-14')
  plant(
    {
      kind: 'burst',
      buildings: burst.buildings,
      pipe_id: burst.pipe_id,
      station_id: burst.station_id,
      relative_risk: 60,
      symptoms: { building_off: 60, not_hot: 40 },
      isBurst: true,
      note: 'A branch burst: one public leak, the cases of the day are merged into it.',
      causes: [['yard_branch', 1]],
    },
    [burstDay, burstDay],
  )
}

/** First day of the seven with the lowest mean between two dates. */
function coldestWeek(weather: readonly RowFor<'weather_day'>[], from: string, to: string): Day {
  const days = weather.filter(({ day }) => day >= from && day <= to)
  const sums = days.slice(0, -6).map((_, i) => days.slice(i, i + 7).reduce((sum, { mean_c }) => sum + mean_c, 0))
  return dayOf(days[sums.indexOf(Math.min(...sums))]?.day ?? from)
}
