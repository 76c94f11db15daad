import type { PlaceName } from '../../data/hotspots/answers'
import type { Format } from '../format'

/** What a sentence is made with: the words of the reader's language, and how it writes numbers. */
export interface Tongue {
  t: (key: string, named?: Record<string, unknown>) => string
  format: Format
}

/** A place as its people call it: `煤炭大院3至8号楼一带`, `around buildings 3–8 of …`. */
export function placeWords({ compounds, buildings, buildings_total, community }: PlaceName, { t }: Tongue): string {
  const [compound, ...others] = compounds.map(({ name }) => name)
  if (compound === undefined) {
    const names = buildings.map(({ name }) => name).join(t('list.comma'))
    return t('hotspots.place.around', { name: names || (community?.name ?? t('hotspots.place.unnamed')) })
  }
  if (others.length > 0) return t('hotspots.place.around', { name: [compound, ...others].join(t('list.comma')) })
  const houses = houseWords(
    buildings.map(({ name }) => name),
    compound,
    t,
  )
  if (houses === '') return t('hotspots.place.around', { name: compound })
  const rest = buildings_total > buildings.length
  return t(rest ? 'hotspots.place.houses_of_more' : 'hotspots.place.houses_of', {
    ...{ compound, houses },
    ...(rest && { total: buildings_total }),
  })
}

/** Numbers of houses with runs drawn together (`3至8号楼`), else their names; empty where there are none. */
function houseWords(names: readonly string[], compound: string, t: Tongue['t']): string {
  const numbers = names.map((name) => houseNumber(name, compound))
  const known = numbers.filter((number) => number !== null)
  if (known.length === 0 || known.length < names.length) return names.join(t('list.comma'))
  const spans = runsOf(known).map(([first, last]) => {
    if (first === last) return String(first)
    return last === first + 1
      ? [first, last].join(t('list.comma'))
      : t('hotspots.place.run', { first: String(first), last: String(last) })
  })
  return t('hotspots.place.houses', { numbers: spans.join(t('list.comma')) })
}

/** The number of `8号楼`, or of `上沟台122号` in 上沟台; null for a house with a name of its own. */
function houseNumber(name: string, compound: string): number | null {
  const own = name.startsWith(compound) ? name.slice(compound.length) : name
  const match = /^(\d{1,4})\D{0,2}$/.exec(own.trim())
  return match ? Number(match[1]) : null
}

/** First and last of each run of consecutive numbers, ascending. */
export function runsOf(numbers: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = []
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && number === run[1] + 1) run[1] = number
    else runs.push([number, number])
  }
  return runs
}
