import { lacks, type Lack } from '../../data/hotspots/untested'
import { ApiProblem } from '../api'

/** What the city lacks, where a question could not be answered for that. */
export function lackIn(error: unknown): Lack | null {
  const code = error instanceof ApiProblem ? error.code : ''
  return lacks.find((lack) => code === `hotspots.${lack}`) ?? null
}

/** The command that brings what is lacking, for whoever keeps the server; a season is the usual one of this winter. */
export function commandFor(lack: Lack, { code, today }: { code: string; today: string }): string {
  const year = Number(today.slice(0, 4))
  if (lack === 'no_seasons')
    return `heatgrid city season --city ${code} --starts ${year}-11-01 --ends ${year + 1}-03-31`
  const kind = lack === 'no_inlets' ? 'network' : 'buildings'
  return `heatgrid import ${kind}.geojson --city ${code} --as ${kind} --mapping data/mappings/own-${kind}.json`
}
