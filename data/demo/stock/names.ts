import type { Random } from '../random'
import type { Parcel } from './parcel'

const planted: Record<string, string[]> = {
  '1980s': ['煤炭大院', '中路子22号'],
  '1990s': ['三爱堂小区'],
  shanty: ['南砖瓦窑', '上沟台', '红山根', '皋兰山脚', '洪门子坡', '五泉下庄'],
}
const employers = [
  '铁路局',
  '邮电局',
  '毛纺厂',
  '机床厂',
  '水文站',
  '地质队',
  '建材厂',
  '印刷厂',
  '粮食局',
  '供销社',
  '外贸公司',
  '公交公司',
  '无线电厂',
  '轴承厂',
  '电机厂',
  '化建公司',
  '林业厅',
  '测绘院',
  '设计院',
  '制药厂',
  '百货公司',
  '物资局',
  '水电工程局',
  '通用厂',
  '长风厂',
  '师范附中',
]
const lanes = [
  '畅家巷',
  '中街子',
  '木塔巷',
  '武都路',
  '静宁路',
  '甘南路',
  '定西路',
  '平凉路',
  '皋兰路',
  '天水路',
  '一只船街',
  '农民巷',
  '和政街',
  '渭源路',
  '郑家台',
  '榆中街',
  '民主路',
  '红星巷',
  '团结路',
  '周家庄',
]
const first = [
  '金河',
  '雁园',
  '兰馨',
  '锦绣',
  '陇星',
  '天和',
  '瑞德',
  '鸿运',
  '世纪',
  '阳光',
  '滨河',
  '恒安',
  '嘉禾',
  '盛景',
  '安居',
  '丰泽',
  '紫荆',
  '白塔',
  '兰山',
  '东湖',
  '康乐',
  '宏达',
  '万和',
  '永泰',
]
const second = ['家园', '花园', '名苑', '雅居', '华庭', '新城', '佳苑', '公馆', '嘉园', '雅苑']
const publicNames: Record<string, string[]> = {
  school: ['第%小学', '第%中学', '实验幼儿园%部'],
  office: ['%号办公楼', '科技大厦%座', '商务中心%座'],
  hospital: ['第%人民医院'],
  shop: ['百货商场%店', '农贸市场%号'],
  public: ['文化馆%馆', '体育馆%馆'],
  park: ['街心花园%', '儿童公园%', '小游园%'],
}
const numerals = '一二三四五六七八九十'

/** Names every parcel; most names are invented, all are different within a tile. */
export function nameParcels(parcels: Parcel[], random: Random, tile: number): void {
  const used = new Set<string>()
  const counts = new Map<string, number>()
  const known = tile === 1 ? knownNames(parcels) : new Map<Parcel, string>()
  for (const parcel of parcels) {
    if (parcel.use === 'homes' || parcel.use === 'shanty') {
      parcel.name = known.get(parcel) ?? freshName(parcel, random, used)
      used.add(parcel.name)
      continue
    }
    const patterns = publicNames[parcel.use]
    if (!patterns) continue
    const count = (counts.get(parcel.use) ?? 0) + 1
    counts.set(parcel.use, count)
    parcel.name = (patterns[count % patterns.length] ?? '%').replace('%', numeral(count))
  }
}

/**
 * The known names go to yards that have aged as theirs: 煤炭大院 to one of about 1986 with some 500 homes whose pipes
 * nobody has renewed (its branch is planted as corroded), the others in order.
 */
function knownNames(parcels: readonly Parcel[]): Map<Parcel, string> {
  const known = new Map<Parcel, string>()
  for (const [era, names] of Object.entries(planted)) {
    const candidates = parcels.filter((parcel) => parcel.era === era)
    const ranked = era === 'shanty' ? candidates : candidates.sort((a, b) => unlikeness(a) - unlikeness(b))
    names.forEach((name, i) => {
      const parcel = ranked[i]
      if (parcel) known.set(parcel, name)
    })
  }
  return known
}

function unlikeness({ renewed_year, built_year, houses }: Parcel): number {
  const dwellings = houses.reduce((sum, house) => sum + house.dwellings, 0)
  const age = Math.abs((built_year % 10) - 6) * 30
  return (renewed_year === null ? 0 : 1000) + Math.abs(dwellings - 500) + age
}

function freshName(parcel: Parcel, random: Random, used: Set<string>): string {
  for (;;) {
    const name = draw(parcel, random)
    if (!used.has(name)) return name
  }
}

function draw(parcel: Parcel, random: Random): string {
  if (parcel.use === 'shanty') return `${random.pick(['上', '下', '东', '西', '前', '后'])}${random.pick(first)}坡`
  if (parcel.built_year < 2000) {
    if (random.chance(0.35))
      return `${random.pick(employers)}家属院${random.chance(0.5) ? random.integer(1, 4) + '区' : ''}`
    return `${random.pick(lanes)}${random.integer(3, 480)}号院`
  }
  const phase = random.chance(0.35) ? `${random.pick(['一', '二', '三'])}期` : ''
  return `${random.pick(first)}${random.pick(second)}${phase}`
}

function numeral(count: number): string {
  if (count <= 10) return numerals[count - 1] ?? ''
  const tens = Math.floor(count / 10)
  return `${tens > 1 ? (numerals[tens - 1] ?? '') : ''}十${count % 10 ? (numerals[(count % 10) - 1] ?? '') : ''}`
}
