import { setTimeout as sleep } from 'node:timers/promises'
import { minuteOf } from '../../data/hotspots/city-columns'
import type { CompoundCounts } from '../../data/hotspots/counts/compound-counts'
import { caseReach } from '../auth/access'
import type { Deps } from '../deps'
import { ApiError } from '../errors'
import { selectionOf } from '../hotspots/question-query'
import { cutTileLayer, type PlainFeature } from './cut-tile'
import type { TileRequest } from './layer-query'
import { buffer_units, extent_units } from './layers'
import { readCompoundLabels, readLooseCases, type CompoundLabel } from './queries'

/** The layer `issues` of a tile that is too far for points; null while the case columns are not there or are busy. */
export type ReadFarIssues = (request: TileRequest) => Promise<Uint8Array | null>

/** A lens that is under way may keep the columns busy; then the database answers. */
const patience_ms = 500
const halfWorld_m = 20_037_508.342789244

/**
 * Counts of compounds come from the case columns, once for all tiles with the same filters and reader; only cases that
 * belong to no compound are read from the database.
 */
export function createFarIssues({ db, feed, columns }: Pick<Deps, 'db' | 'feed' | 'columns'>): ReadFarIssues {
  const labels = new Map<number, { position: string; rows: Promise<CompoundLabel[]> }>()
  const parsed = new WeakMap<Uint8Array, Map<number, PlainFeature['attributes']>>()

  function labelsOf(city: number): Promise<CompoundLabel[]> {
    const position = feed.latest(city, ['compound'])
    const known = labels.get(city)
    if (known?.position === position) return known.rows
    const rows = readCompoundLabels(db.read, city)
    labels.set(city, { position, rows })
    rows.catch(() => labels.delete(city))
    return rows
  }

  async function countsOf(request: TileRequest) {
    const { city, access, now, today } = request
    const selection = selectionOf(request, request)
    const shared = { before: null, bandwidth_m: null, view: null, reader: caseReach(access), today }
    const bytes = await columns.ask(city, { ...shared, lens: 'compounds', selection, now: minuteOf(now) })
    const known = parsed.get(bytes) ?? attributesOf(bytes)
    parsed.set(bytes, known)
    return known
  }

  return async (request) => {
    const late = sleep(patience_ms, null, { ref: false })
    const counts = await Promise.race([countsOf(request).catch(isFilling), late])
    if (!counts) return null
    const readsSome = request.access.caseRights !== 'none'
    const [compounds, loose] = await Promise.all([
      labelsOf(request.city.id),
      readsSome ? readLooseCases(db.read, request) : [],
    ])
    const inside = within(request)
    const features = compounds.flatMap(({ id, x, y }): PlainFeature[] => {
      const attributes = inside(x, y) ? counts.get(id) : undefined
      return attributes ? [{ layer: 'issues', id, geometry: { type: 'Point', coordinates: [x, y] }, attributes }] : []
    })
    return cutTileLayer('issues', [...features, ...loose], request)
  }
}

/** The database answers instead. */
function isFilling(problem: unknown): null {
  if (problem instanceof ApiError && problem.status === 503) return null
  throw problem
}

function attributesOf(bytes: Uint8Array): Map<number, PlainFeature['attributes']> {
  const { id, count, open, overdue } = JSON.parse(new TextDecoder().decode(bytes)) as CompoundCounts
  return new Map(
    id.map((compound, i) => [
      compound,
      { kind: 'compound', count: count[i] ?? 0, open: open[i] ?? 0, overdue: overdue[i] ?? 0 },
    ]),
  )
}

/** Whether a point lies in the tile with its buffer. */
function within({ z, x, y }: TileRequest): (x_m: number, y_m: number) => boolean {
  const side_m = (2 * halfWorld_m) / 2 ** z
  const margin_m = (side_m * buffer_units) / extent_units
  const [west, north] = [x * side_m - halfWorld_m, halfWorld_m - y * side_m]
  return (px, py) =>
    px >= west - margin_m && px <= west + side_m + margin_m && py <= north + margin_m && py >= north - side_m - margin_m
}
