import type { RowFor } from '../../model/dataset'
import { at } from '../geometry'

/** Shares of the sites that the small companies run: one to five each. */
const smallCompanies: [string, number][] = [
  ['皋兰山供热有限公司', 5],
  ['滨河热力服务中心', 5],
  ['南关房管供热站', 4],
  ['铁路房建供热段', 4],
  ['雁园物业供热公司', 3],
  ['五泉供热服务部', 3],
  ['纺织厂后勤供热站', 2],
  ['金轮供热有限公司', 2],
]
const municipalSites = 20

export interface Operators {
  rows: RowFor<'operator'>[]
  /** Unit that runs each station; substations come last. */
  unitOf(station: number): number
}

/** One municipal company with two branches and their crews, and eight small ones. Phones are obviously fictitious. */
export function foundOperators(stations: number, offset: number): Operators {
  const rows: RowFor<'operator'>[] = []
  const found = (parent_id: number | null, kind: RowFor<'operator'>['kind'], name: string) => {
    const id = offset + rows.length + 1
    rows.push({ id, parent_id, kind, name, phone: `0931-000${String(1000 + rows.length)}` })
    return id
  }
  const municipal = found(null, 'company', '金城热力集团(示范)')
  const branches = ['天水路分公司', '东岗分公司'].map((name) => found(municipal, 'branch', name))
  const units = branches.flatMap((branch, k) => {
    found(branch, 'crew', `${k === 0 ? '天水路' : '东岗'}抢修一班`)
    found(branch, 'crew', `${k === 0 ? '天水路' : '东岗'}抢修二班`)
    return Array.from({ length: municipalSites / 2 }, (_, n) =>
      found(branch, 'station', `第${k * 10 + n + 1}换热站班组`),
    )
  })
  const small = smallCompanies.map(([name, sites]) => {
    const company = found(null, 'company', `${name}(示范)`)
    found(company, 'crew', `${name}抢修班`)
    return { company, sites }
  })
  const turns = small.flatMap(({ company, sites }) => Array.from({ length: sites }, () => company))
  const others = Math.max(0, stations - municipalSites)
  return { rows, unitOf: (station) => (station < others ? at(turns, station) : at(units, station - others)) }
}
