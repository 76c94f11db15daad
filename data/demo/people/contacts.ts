import type { RowFor } from '../../model/dataset'
import type { Word } from '../../model/vocabulary'
import type { LayoutFacts } from '../layout-facts'

type Contact = RowFor<'contact'>
type Post = [Word<'contact_role'>, string]

const gridPosts: Post[] = [
  ['grid_member', '网格员'],
  ['assigned_leader', '包抓领导'],
  ['street_cadre', '包抓街道干部'],
  ['heat_steward', '供暖管家'],
]
const stationPosts: Post[] = [
  ['station_person', '供热站负责人'],
  ['duty_desk', '供热站24小时值班室'],
]
const compoundPosts: Post[] = [['yard_warden', '楼院长']]
const communityPosts: Post[] = [
  ['secretary', '社区书记'],
  ['duty_desk', '社区24小时值班室'],
]
const operatorPosts: Post[] = [['duty_desk', '供热公司客服']]
const gapPosts: Post[] = [['user_representative', '用户代表']]

/**
 * Who is answerable, by role title. Phones are of the form 0931-000-0123, which nobody has. Compounds that nobody
 * manages today (`unmanaged`) also have a representative of their users.
 */
export function generateContacts(facts: LayoutFacts, unmanaged: ReadonlySet<number>): Contact[] {
  const rows: Contact[] = []
  const add = (scope: Contact['scope'], scope_id: number, posts: readonly Post[]) => {
    for (const [role, title] of posts) {
      const id = rows.length + 1
      rows.push({ id, scope, scope_id, role, title, phone: fictitiousPhone(id) })
    }
  }
  for (const { grid_id, number } of facts.grids) {
    const posts = gridPosts.map(([role, title]): Post => [role, `第${number}网格${title}`])
    add('grid', grid_id, posts)
  }
  for (const { station_id } of facts.stations) add('station', station_id, stationPosts)
  for (const { compound_id } of facts.compounds) {
    add('compound', compound_id, unmanaged.has(compound_id) ? [...compoundPosts, ...gapPosts] : compoundPosts)
  }
  for (const id of new Set(facts.grids.map((grid) => grid.community_id))) add('division', id, communityPosts)
  for (const id of new Set(facts.stations.map((station) => station.operator_id))) add('operator', id, operatorPosts)
  return rows
}

function fictitiousPhone(n: number): string {
  const exchange = String(Math.floor(n / 10_000)).padStart(3, '0')
  return `0931-${exchange}-${String(n % 10_000).padStart(4, '0')}`
}
