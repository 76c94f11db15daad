import type { Way, WayKind } from '../subdivision'

export interface WayFactory {
  create(kind: WayKind, name: string | null, width_m: number): Way
  /** A street, named while names last, or a lane. */
  street(width_m: number): Way
  lane(width_m: number): Way
}

const streetNames = [
  '武都路',
  '白银路',
  '静宁路',
  '永昌路',
  '甘南路',
  '金昌路',
  '渭源路',
  '和政街',
  '通渭路',
  '秦安路',
  '临夏路',
  '陇西路',
  '曹家厅',
  '农民巷',
  '红星巷',
  '一只船北街',
  '一只船南街',
  '榆中街',
  '郑家台',
  '火车站西路',
  '火车站东路',
  '定西北路',
  '定西南路',
  '平凉南路',
  '团结路',
  '麦积山路',
  '铁路新村西路',
  '铁路新村东路',
  '五里铺街',
  '段家滩西街',
  '詹家拐子',
  '王家庄街',
]
const laneNames = ['畅家巷', '张家园', '中街子', '杨家园', '仓门巷', '木塔巷', '山字石', '双城门', '贡元巷', '周家庄']

/** Numbers ways from 1 and deals out the names of streets and lanes. */
export function createWays(): WayFactory {
  let [id, streets, lanes] = [0, 0, 0]
  const create = (kind: WayKind, name: string | null, width_m: number): Way => ({ id: ++id, kind, name, width_m })
  return {
    create,
    street: (width) => create('street', streetNames[streets++] ?? null, width),
    lane: (width) => create('lane', lanes % 4 === 0 ? (laneNames[lanes++ / 4] ?? null) : (lanes++, null), width),
  }
}

/** Ways that people and pipes can follow. */
export function isRoad(way: Way | undefined): way is Way {
  return way !== undefined && way.kind !== 'wall' && way.kind !== 'edge' && way.kind !== 'railway'
}
