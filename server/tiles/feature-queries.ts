import { grid } from '../../data/model/grids'
import { assumedDiameter_mm, branchUpTo_mm, pipeMinzoom } from '../../data/model/scales'
import { countIssues, seasonAt } from '../issues/count-queries'
import { isOpen } from '../issues/filter-queries'
import { issueFeatures } from './issue-queries'
import { attributes, type FeatureQuery, type Fragment } from './layer-query'
import { divisionZooms, roadZooms, tileFields, tileLayers, type LayerName } from './layers'

/** Features of a layer in a tile, by id: `id`, `geom` and the attributes of the layer. */
export function layerFeatures(name: LayerName, query: FeatureQuery): Fragment {
  return features[name](query)
}

const features: Record<LayerName, (query: FeatureQuery) => Fragment> = {
  landforms: plain('landforms', 'landform'),
  roads: plain('roads', 'road', (query) => drawnFrom(query, query.sql`t.class`, roadZooms)),
  divisions: plain('divisions', 'division', (query) => drawnFrom(query, query.sql`t.level`, divisionZooms)),
  division_labels: plain(
    'division_labels',
    'division',
    (query) => drawnFrom(query, query.sql`t.level`, divisionZooms),
    'label_3857',
  ),
  governance_grids: plain('governance_grids', 'governance_grid'),
  compounds: plain('compounds', 'compound'),
  compound_labels: plain('compound_labels', 'compound', undefined, 'label_3857'),
  buildings: plain('buildings', 'building'),
  grids: (query) => gridFeatures(query, 'geom_3857'),
  grid_labels: (query) => gridFeatures(query, 'label_3857'),
  pipes: plain('pipes', 'pipe', drawnPipes),
  valves: plain('valves', 'valve'),
  stations: plain('stations', 'station'),
  sources: plain('sources', 'heat_source'),
  issues: issueFeatures,
}

const gridColumns = tileFields(grid)

type Shape = 'geom_3857' | 'label_3857'

/** A layer that is a table: its attributes are columns, `only` leaves rows out. */
function plain(name: LayerName, table: string, only?: (query: FeatureQuery) => Fragment, shape: Shape = 'geom_3857') {
  return (query: FeatureQuery): Fragment => {
    const { sql, request, box, cut } = query
    return sql`
      select t.id, ${cut(sql`t.${sql(shape)}`)} as geom, ${attributes(sql, tileLayers[name].fields)}
      from ${sql(table)} t
      where t.city = ${request.city.id} and t.${sql(shape)} && ${box} ${only ? sql`and ${only(query)}` : sql``}
      order by t.id`
  }
}

/** The heating grids of the plans in force today, with their numbers. */
function gridFeatures({ sql, request, box, cut }: FeatureQuery, shape: Shape): Fragment {
  const { access, city, today } = request
  const buildings = sql`select m.building_id from grid_building m where m.city = t.city and m.grid_id = t.id`
  const asker = { access, city, season: seasonAt(sql, city, today) }
  const open = countIssues(sql, asker, { buildings, which: isOpen(sql), atoms: 'first' })
  return sql`
    select t.id, ${cut(sql`t.${sql(shape)}`)} as geom, ${attributes(sql, gridColumns)}, d.name as community,
      heated.dwellings as heated_dwellings, ${open} as open_issues
    from grid t
    join division d on d.city = t.city and d.id = t.community_id
    join grid_plan p on p.city = t.city and p.id = t.plan_id and p.status = 'published'
      and ${today}::date >= p.valid_from and (p.valid_to is null or ${today}::date < p.valid_to)
    cross join lateral (
      select coalesce(sum(b.heated_dwellings), 0)::integer as dwellings
      from grid_building m
      join building b on b.city = m.city and b.id = m.building_id
      where m.city = t.city and m.grid_id = t.id
    ) heated
    where t.city = ${city.id} and t.${sql(shape)} && ${box}
    order by t.id`
}

/** Supply pipes by rank as in the scales, returns close up. */
function drawnPipes({ sql, request: { z } }: FeatureQuery): Fragment {
  const flow = z >= pipeMinzoom.return ? sql`true` : sql`t.flow = 'supply'`
  if (z >= Math.floor(pipeMinzoom.branch)) return flow
  const secondary =
    z >= Math.floor(pipeMinzoom.secondary)
      ? sql`or coalesce(t.diameter_mm, ${assumedDiameter_mm}) > ${branchUpTo_mm}`
      : sql``
  return sql`${flow} and (t.network = 'primary' ${secondary})`
}

/** Rows whose class is drawn at this zoom. */
function drawnFrom({ sql, request }: FeatureQuery, column: Fragment, zooms: Record<string, number>): Fragment {
  const classes = Object.keys(zooms).filter((name) => (zooms[name] ?? 0) <= request.z)
  return classes.length === Object.keys(zooms).length ? sql`true` : sql`${column} = any (${classes}::text[])`
}
