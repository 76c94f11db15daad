import type { StackAnswer, StackPattern } from '../../data/hotspots/answers'
import type { Tongue } from './place-words'

/** What the floors and stairwells of a building say, in one sentence: the pattern, its number, where to look first. */
export function stackSentence({ pattern, cases }: StackAnswer, { t, format }: Pick<Tongue, 't' | 'format'>): string {
  const { kind, expected, stairwell, floor, column } = pattern
  const usual = expected < 0.95 ? t('stack.usual_rare') : t('stack.usual', { usual: format.number(expected, 0) })
  const named = {
    usual,
    cases: format.number(kind === 'few' || kind === 'none' ? cases : pattern.cases),
    stairwell: stairwell ?? '',
    floor: floor ?? '',
    column: column ?? '',
  }
  if (kind === 'few' && cases === 0) return t('stack.pattern.quiet')
  if (kind === 'altered_flat' && floor === null) return t('stack.pattern.altered_among', named)
  return t(patternKeys[kind], named)
}

const patternKeys = {
  none: 'stack.pattern.none',
  few: 'stack.pattern.few',
  top_floor: 'stack.pattern.top_floor',
  ground_floor: 'stack.pattern.ground_floor',
  end_flat: 'stack.pattern.end_flat',
  dead_riser: 'stack.pattern.dead_riser',
  altered_flat: 'stack.pattern.altered_flat',
  high_zone: 'stack.pattern.high_zone',
  pipe_end: 'stack.pattern.pipe_end',
  whole_building: 'stack.pattern.whole_building',
} as const satisfies Record<StackPattern['kind'], string>
