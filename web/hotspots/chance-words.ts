import type { Format } from '../format'

const least = 0.001

/** A chance to three decimals, never as nothing: `<0.001` below. */
export function chanceWords(p: number, { cell }: Pick<Format, 'cell'>): string {
  return p < least ? `<${cell(least, 3)}` : cell(p, 3)
}
