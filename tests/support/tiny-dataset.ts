import type { Dataset, RowFor } from '../../data/model/dataset'

const origin = { longitude: 103.84, latitude: 36.05 }
const step = 0.001

/**
 * Two communities side by side, each of two compounds with two buildings:
 *
 *     community 3 (甲社区)          community 4 (乙社区)
 *     compound 1: buildings 1, 2    compound 3: buildings 5, 6
 *     compound 2: buildings 3, 4    compound 4: buildings 7, 8
 *     station 1, grids 1 and 2      station 2, grids 3 and 4
 *
 * Heated dwellings of the buildings: 10, 10, 10, 3, 10, 3, 3, 3, so that the atoms are {1} {2} {3, 4} {5, 6} {7, 8}.
 * Grid 5 is of a plan that is archived. Case 9 hangs on no building; 1, 3, 4, 5, 7, 8 and 9 are open, 5 is overdue.
 */
export function tinyDataset(): Dataset {
  const written = { round: [], visit: [], supervision: [], supervision_case: [] }
  return { ...territory(), ...supply(), ...stock(), ...grids(), ...cases(), ...written }
}

type Corner = [x: number, y: number]

const at = ([x, y]: Corner): GeoJSON.Position => [
  Number((origin.longitude + x * step).toFixed(8)),
  Number((origin.latitude + y * step).toFixed(8)),
]
const point = (corner: Corner): GeoJSON.Point => ({ type: 'Point', coordinates: at(corner) })
const line = (...corners: Corner[]): GeoJSON.LineString => ({ type: 'LineString', coordinates: corners.map(at) })
const box = ([x, y]: Corner, width: number, height: number): GeoJSON.Polygon => ({
  type: 'Polygon',
  coordinates: [[at([x, y]), at([x + width, y]), at([x + width, y + height]), at([x, y + height]), at([x, y])]],
})

/** South-west corners of the four compounds. */
const compoundCorners: Corner[] = [
  [0, 0],
  [0, 2],
  [4, 0],
  [4, 2],
]
const heated = [10, 10, 10, 3, 10, 3, 3, 3]
const buildingCorner = (building: number): Corner => {
  const [x, y] = compoundCorners[Math.floor((building - 1) / 2)] ?? [0, 0]
  return [x + (building % 2 === 1 ? 0.5 : 2.5), y + 0.5]
}

function territory(): Pick<Dataset, 'season' | 'weather_day' | 'division' | 'governance_grid' | 'road' | 'landform'> {
  const division = (id: number, name: string, level: RowFor<'division'>['level'], parent_id: number | null) => ({
    id,
    name,
    level,
    parent_id,
    code: `6201020${id}`,
  })
  return {
    season: [
      { id: 1, name: '2022-2023', starts_on: '2022-11-01', ends_on: '2023-03-31' },
      { id: 2, name: '2023-2024', starts_on: '2023-11-01', ends_on: '2024-03-31' },
    ],
    weather_day: [{ day: '2024-01-18', mean_c: -6, min_c: -12, normal_c: -5, snow: false }],
    division: [
      { ...division(1, '测试区', 'district', null), geom: box([0, 0], 8, 4) },
      { ...division(2, '测试街道', 'subdistrict', 1), geom: box([0, 0], 8, 4) },
      { ...division(3, '甲社区', 'community', 2), geom: box([0, 0], 4, 4) },
      { ...division(4, '乙社区', 'community', 2), geom: box([4, 0], 4, 4) },
    ],
    governance_grid: [
      { id: 1, code: '62010200100201', number: 1, name: '第1网格', community_id: 3, geom: box([0, 0], 4, 4) },
    ],
    road: [
      { id: 1, code: 'R1', name: '天水路', class: 'arterial', width_m: 40, geom: line([4, 0], [4, 4]) },
      { id: 2, code: 'R2', name: null, class: 'lane', width_m: 4, geom: line([0, 2], [8, 2]) },
    ],
    landform: [{ id: 1, kind: 'park', name: '东方红广场', geom: box([3.6, 3.6], 0.3, 0.3) }],
  }
}

type Supply = Pick<Dataset, 'operator' | 'node' | 'heat_source' | 'station' | 'pipe' | 'valve'>

/** Source 1 → stations 1 and 2 → a junction each → one branch per compound → the inlets of its buildings. */
function supply(): Supply {
  return {
    operator: [
      { id: 1, parent_id: null, kind: 'company', name: '测试热力公司', phone: '0931-0000000' },
      { id: 2, parent_id: 1, kind: 'branch', name: '测试热力一分公司', phone: null },
    ],
    node: [
      { id: 1, network: 'primary', kind: 'source', geom: point([4, 3.9]) },
      { id: 2, network: 'primary', kind: 'station', geom: point([2, 2]) },
      { id: 3, network: 'primary', kind: 'station', geom: point([6, 2]) },
      { id: 4, network: 'secondary', kind: 'station', geom: point([2, 2]) },
      { id: 5, network: 'secondary', kind: 'station', geom: point([6, 2]) },
      ...compoundCorners.map(([x, y], index) => ({
        id: 11 + index,
        network: 'secondary' as const,
        kind: 'junction' as const,
        geom: point([x + 2, y + 0.9]),
      })),
      ...heated.map((_, index) => ({
        id: 21 + index,
        network: 'secondary' as const,
        kind: 'inlet' as const,
        geom: point(buildingCorner(index + 1)),
      })),
    ],
    heat_source: [
      {
        id: 1,
        code: 'S1',
        name: '测试热源厂',
        kind: 'chp',
        operator_id: 1,
        capacity_mw: 116,
        node_id: 1,
        geom: point([4, 3.9]),
      },
    ],
    station: [
      { ...station(1, '甲换热站'), operator_id: 1, primary_node_id: 2, secondary_node_id: 4, geom: point([2, 2]) },
      { ...station(2, '乙换热站'), operator_id: 2, primary_node_id: 3, secondary_node_id: 5, geom: point([6, 2]) },
    ],
    pipe: [
      pipe({ id: 1, network: 'primary', from: 1, to: 2, diameter_mm: 400 }, line([4, 3.9], [2, 2])),
      pipe({ id: 2, network: 'primary', from: 1, to: 3, diameter_mm: 400 }, line([4, 3.9], [6, 2])),
      ...compoundCorners.map(([x, y], index) =>
        pipe(
          { id: 11 + index, network: 'secondary', from: index < 2 ? 4 : 5, to: 11 + index, diameter_mm: 150 },
          line(index < 2 ? [2, 2] : [6, 2], [x + 2, y + 0.9]),
        ),
      ),
      ...heated.map((_, index) => {
        const [x, y] = compoundCorners[Math.floor(index / 2)] ?? [0, 0]
        const ends = { from: 11 + Math.floor(index / 2), to: 21 + index }
        return pipe(
          { id: 21 + index, network: 'secondary', ...ends, diameter_mm: 80 },
          line([x + 2, y + 0.9], buildingCorner(index + 1)),
        )
      }),
      { ...pipe({ id: 31, network: 'secondary', from: null, to: null, diameter_mm: 150 }, line([2, 2.1], [2, 1])) },
    ],
    valve: compoundCorners.map((_, index) => ({
      id: index + 1,
      code: `V${index + 1}`,
      kind: 'branch',
      pipe_id: 11 + index,
      is_open: true,
      condition: 'sound',
      built_year: 1996,
      geom: point(index < 2 ? [2, 2] : [6, 2]),
    })),
  }
}

function station(id: number, name: string) {
  return {
    id,
    name,
    code: `HLZ${id}`,
    number: id,
    kind: 'substation',
    duty_phone: `0931-000000${id}`,
    built_year: 2003,
  } as const
}

interface PipeEnds {
  id: number
  network: RowFor<'pipe'>['network']
  from: number | null
  to: number | null
  diameter_mm: number
}

function pipe({ id, network, from, to, diameter_mm }: PipeEnds, geom: GeoJSON.LineString): RowFor<'pipe'> {
  const station_id =
    network === 'primary' ? null : (geom.coordinates[0]?.[0] ?? 0) < origin.longitude + 4 * step ? 1 : 2
  return {
    id,
    network,
    diameter_mm,
    station_id,
    geom,
    code: `GX${id}`,
    name: null,
    flow: from === null ? 'return' : 'supply',
    pressure_zone: 'low',
    built_year: 1996,
    material: null,
    length_m: 100,
    from_node_id: from,
    to_node_id: to,
  }
}

type Stock = Pick<Dataset, 'compound' | 'management' | 'building' | 'dwelling' | 'heat_user' | 'service_connection'>

function stock(): Stock {
  const names = ['煤炭大院', '新天嘉园', '三爱堂小区', '南砖瓦窑']
  const kinds = ['old', 'modern', 'old', 'shantytown'] as const
  return {
    compound: compoundCorners.map(([x, y], index) => ({
      id: index + 1,
      code: `C${index + 1}`,
      name: names[index] ?? '',
      kind: kinds[index] ?? 'modern',
      built_year: 1986 + index * 5,
      address: null,
      community_id: index < 2 ? 3 : 4,
      ramp_with_care: false,
      geom: box([x + 0.1, y + 0.1], 3.8, 1.8),
    })),
    management: [
      { id: 1, compound_id: 1, kind: 'employer', manager: '测试单位', starts_on: '1986-01-01', ends_on: '2023-07-01' },
      { id: 2, compound_id: 1, kind: 'none', manager: null, starts_on: '2023-07-01', ends_on: null },
    ],
    building: heated.map((_, index) => ({
      id: index + 1,
      code: `B${index + 1}`,
      name: `${index + 1}号楼`,
      compound_id: Math.floor(index / 2) + 1,
      community_id: index < 4 ? 3 : 4,
      built_year: 1990,
      floors: 6,
      stairwells: 1,
      heating_system: 'single_pipe',
      geom: box(buildingCorner(index + 1), 0.8, 0.3),
    })),
    dwelling: heated.flatMap((count, index) => [
      ...Array.from({ length: count }, (_, flat) => dwelling(index + 1, flat + 1, false)),
      // One suspended flat a building: it is in no denominator.
      dwelling(index + 1, count + 1, true),
    ]),
    heat_user: [],
    service_connection: heated.map((_, index) => ({
      id: index + 1,
      building_id: index + 1,
      node_id: 21 + index,
      pressure_zone: 'low',
      station_id: index < 4 ? 1 : 2,
    })),
  }
}

function dwelling(building_id: number, number: number, suspended: boolean): RowFor<'dwelling'> {
  return {
    id: building_id * 100 + number,
    building_id,
    suspended,
    stairwell: 1,
    floor: Math.ceil(number / 2),
    flat: `${Math.ceil(number / 2)}0${2 - (number % 2)}`,
    area_m2: 80,
    pressure_zone: 'low',
    connected: true,
    arrears: false,
    priority: null,
  }
}

type Grids = Pick<Dataset, 'grid_plan' | 'grid' | 'grid_station' | 'cell' | 'grid_building' | 'contact'>

function grids(): Grids {
  const grid = (id: number, plan_id: number, number: number): RowFor<'grid'> => {
    const corner = compoundCorners[id === 5 ? 0 : id - 1] ?? [0, 0]
    const community_id = plan_id === 2 ? 4 : 3
    const geom = id === 5 ? box(corner, 4, 4) : box(corner, 4, 2)
    return { id, plan_id, number, community_id, geom, code: `G${id}`, name: `第${number}网格`, tint: number }
  }
  return {
    grid_plan: [
      { id: 1, community_id: 3, name: '甲社区方案', status: 'published', valid_from: '2023-10-01', valid_to: null },
      { id: 2, community_id: 4, name: '乙社区方案', status: 'published', valid_from: '2023-10-01', valid_to: null },
      { id: 3, community_id: 3, name: '旧方案', status: 'archived', valid_from: '2022-10-01', valid_to: '2023-10-01' },
    ],
    grid: [grid(1, 1, 1), grid(2, 1, 2), grid(3, 2, 1), grid(4, 2, 2), grid(5, 3, 1)],
    grid_station: [
      { grid_id: 1, station_id: 1, role: 'lead' },
      { grid_id: 2, station_id: 1, role: 'lead' },
      { grid_id: 3, station_id: 2, role: 'lead' },
      { grid_id: 3, station_id: 1, role: 'assisting' },
      { grid_id: 4, station_id: 2, role: 'lead' },
    ],
    cell: [1, 2, 3, 4].map((id) => ({
      id,
      plan_id: id < 3 ? 1 : 2,
      grid_id: id,
      compound_id: id,
      geom: box(compoundCorners[id - 1] ?? [0, 0], 4, 2),
    })),
    grid_building: heated.map((_, index) => ({
      plan_id: index < 4 ? 1 : 2,
      building_id: index + 1,
      grid_id: Math.floor(index / 2) + 1,
    })),
    contact: [
      { id: 1, scope: 'grid', scope_id: 1, role: 'grid_member', title: '网格员', phone: '130-0000-0001' },
      { id: 2, scope: 'grid', scope_id: 1, role: 'yard_warden', title: '楼院长', phone: '130-0000-0002' },
      { id: 3, scope: 'station', scope_id: 1, role: 'duty_desk', title: '值班室', phone: '0931-0000001' },
      { id: 4, scope: 'compound', scope_id: 1, role: 'heat_steward', title: '供暖管家', phone: '130-0000-0004' },
    ],
  }
}

function cases(): Pick<Dataset, 'issue' | 'issue_report' | 'issue_event'> {
  return {
    issue: [
      issue(1, 1, { status: 'in_progress', summary: '302室不热', dwelling_id: 101 }),
      issue(2, 2, { status: 'closed', closing: 'solved', closed_at: '2024-01-17T02:00:00Z' }),
      issue(3, 3, { status: 'reported', symptom: 'leak_indoor' }),
      issue(4, 4, { status: 'dispatched' }),
      issue(5, 5, { status: 'in_progress', due_at: '2024-01-17T02:00:00Z' }),
      issue(6, 6, { status: 'declined' }),
      issue(7, 7, { status: 'accepted', symptom: 'lukewarm' }),
      issue(8, 8, { status: 'reopened', reopened: 1 }),
      { ...issue(9, 8, { status: 'dispatched', symptom: 'leak_public', building_id: null }), geom: point([7.9, 3.9]) },
      issue(10, 1, { status: 'closed', closing: 'solved', season_id: 1, reported_at: '2023-01-10T02:00:00Z' }),
    ],
    issue_report: [{ issue_id: 1, number: 1, source: 'hotline', reported_at: '2024-01-15T02:00:00Z' }],
    issue_event: [
      { issue_id: 1, number: 1, at: '2024-01-15T02:00:00Z', actor: 'hotline', status: 'reported', note: null },
      { issue_id: 1, number: 2, at: '2024-01-15T03:00:00Z', actor: 'duty', status: 'in_progress', note: '302室' },
    ],
  }
}

function issue(id: number, building: number, given: Partial<RowFor<'issue'>>): RowFor<'issue'> {
  return {
    id,
    code: `I${id}`,
    season_id: 2,
    building_id: building,
    dwelling_id: null,
    symptom: 'not_hot',
    cause: null,
    party: null,
    source: 'hotline',
    status: 'reported',
    closing: null,
    reported_at: '2024-01-15T02:00:00Z',
    accepted_at: null,
    due_at: null,
    answered_at: null,
    closed_at: null,
    parent_id: null,
    station_id: building < 5 ? 1 : 2,
    reports: 1,
    returned: 0,
    reopened: 0,
    supervision: null,
    priority: false,
    reading_c: null,
    summary: null,
    geom: point(buildingCorner(building)),
    ...given,
  }
}
