import type { Symptom, Word } from '../../../model/vocabulary'
import type { Random } from '../../random'

/** What residents say, without names, phones or flat numbers. */
const phrases: Record<Symptom, readonly string[]> = {
  not_hot: [
    '供热好几天了,我家还是冰的',
    '暖气不热,客厅只有十四五度',
    '楼上楼下都热,就我家不热',
    '一晚上没热,早上起来屋里冰凉',
    '孩子在家穿着棉袄,暖气不热',
    '北边两间屋子不热',
    '早晚特别冷,老人受不了',
  ],
  lukewarm: [
    '暖气不够热,屋里十六七度',
    '温温的,比去年差一截',
    '白天还行,晚上不够热',
    '客厅不到十八度',
    '靠外墙的屋子总是差两三度',
  ],
  fluctuating: ['忽冷忽热,一天变好几回', '上午热下午凉', '隔一天热一天凉', '后半夜就凉了'],
  building_off: [
    '整栋楼都没暖气了',
    '我们单元从昨晚开始全凉了',
    '整个院子停暖,没有通知',
    '一栋楼都不热,群里都在说',
    '全楼暖气突然凉了',
  ],
  leak_indoor: ['阀门处滴水,地板泡了', '暖气管接头渗水', '楼上暖气漏水漏到我家', '暖气漏水,关不住'],
  leak_public: [
    '院子里管道跑水,路面结冰',
    '楼下地沟冒热气',
    '井盖往外冒水,像是暖气管爆了',
    '单元门口的管子喷水',
    '马路边暖气管道跑水',
  ],
  fees: ['问暖气费怎么交', '报停后怎么恢复供暖', '交了费还没开阀', '面积算错了,要求核实', '因欠费被停供,要求恢复'],
  hazard: ['管道保温脱落', '阀门锈死关不动', '楼道管井里渗水印越来越大', '架空管支架松了'],
  other: ['暖气管响声太大', '维修后没恢复墙面', '问什么时候开始供暖', '要求室温检测'],
}
const withRadiators: Partial<Record<Symptom, readonly string[]>> = {
  not_hot: [
    '家里不热,两组暖气片冰凉',
    '卧室暖气片上面热下面凉',
    '三组暖气片都不热,老人受不了',
    '暖气片摸着是凉的',
    '进水管热,回水管凉',
  ],
  lukewarm: ['暖气片只有一半热', '暖气片温温的,烧不起来'],
  leak_indoor: ['家里暖气片漏水,用盆接着', '放气阀关不住,一直流水'],
}
const withFloorHeating: Partial<Record<Symptom, readonly string[]>> = {
  not_hot: ['地暖一点温度都没有', '地暖有一路不热', '分水器进水热,地面是凉的'],
  lukewarm: ['地暖温温的,光脚都嫌凉'],
  leak_indoor: ['地暖分水器漏水', '地面渗水,怀疑地暖管漏'],
}

/** A phrase that fits the symptom and the home's heating system. */
export function drawSummary(random: Random, symptom: Symptom, system: Word<'heating_system'>): string {
  const own = (system === 'floor_heating' ? withFloorHeating : withRadiators)[symptom] ?? []
  const common = phrases[symptom]
  const n = random.integer(0, common.length + own.length - 1)
  return (n < own.length ? own[n] : common[n - own.length]) ?? ''
}

/** What the crew wrote down as done. */
export const remedies: Record<Word<'cause'>, string> = {
  air_lock: '放气后散热器转热',
  strainer: '清洗过滤网',
  flat_valve: '更换户内阀门',
  altered_pipes: '户内管线私自改动,已告知整改',
  riser: '疏通并修复立管',
  yard_branch: '抢修庭院支线',
  imbalance: '调平末端流量',
  low_fill: '补水并查明缺水原因',
  pressure_loss: '查漏补压',
  valve_fault: '更换失修阀门',
  station_plant: '修复站内设备',
  source_primary: '热源恢复,升温后达标',
  insulation: '管网正常,围护结构保温差',
  arrears: '核实欠费,已告知缴费方式',
  none_found: '现场未见异常',
}

export const returnReasons = ['非本站供区,附管网图', '属户内问题,附测温照片', '地址不清,无法派工'] as const
export const declineReasons = ['非供暖', '非辖区', '壁挂炉自采暖', '重复'] as const
export const suspendReasons = ['家中无人(已约时间)', '待料', '待开挖手续', '产权单位施工'] as const
export const interimMeasures = ['已发电暖器', '按日退费', '调大流量'] as const
/** Without one of these no case ends as solved (users.md, 4.1: the gate). */
export const proofs = { word: '住户说热了', reading: '测温达标', visit: '网格员上门核实' } as const
