import { addDays, type Span } from '../../period'

export type Part = 'from' | 'to' | 'window'

/** The days between which a brush moves. */
export type Range = Span

/** Moves one end or the whole window by some days; it keeps at least one day and stays within the range. */
export function moveBrush(span: Span, part: Part, days: number, { from: first, to: last }: Range): Span {
  if (part === 'from') return { from: clamp(addDays(span.from, days), first, span.to), to: span.to }
  if (part === 'to') return { from: span.from, to: clamp(addDays(span.to, days), span.from, last) }
  const length = daysBetween(span.from, span.to)
  const from = clamp(addDays(span.from, days), first, addDays(last, -length))
  return { from, to: addDays(from, length) }
}

/** The next window of play: one day on, and back to the first day after the last. */
export function nextWindow(span: Span, range: Range): Span {
  const length = daysBetween(span.from, span.to)
  if (span.to < range.to) return moveBrush(span, 'window', 1, range)
  return { from: range.from, to: clamp(addDays(range.from, length), range.from, range.to) }
}

/** Days from one date to another: 0 for the same day. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function clamp(day: string, low: string, high: string): string {
  if (high < low) return low
  return day < low ? low : day > high ? high : day
}
