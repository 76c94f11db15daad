import type { CaseColumns, Day } from './city-columns'

/** Columns without cases, with room for `capacity`. */
export function emptyCases(capacity: number): CaseColumns {
  return {
    length: 0,
    id: new Int32Array(capacity),
    building: new Int32Array(capacity),
    dwelling: new Int32Array(capacity),
    day: new Int16Array(capacity),
    symptom: new Uint8Array(capacity),
    cause: new Uint8Array(capacity),
    source: new Uint8Array(capacity),
    status: new Uint8Array(capacity),
    zone: new Uint8Array(capacity),
    due: new Int32Array(capacity),
    flags: new Uint8Array(capacity),
  }
}

/** Position of the first case of a day or of a later one, among the first `length` cases. */
export function firstOn({ day, length: all }: CaseColumns, wanted: Day, length = all): number {
  return lowerBound(day, wanted, length)
}

/** How many of the first `length` values, which ascend, are less than a limit. */
export function lowerBound(values: ArrayLike<number>, limit: number, length: number): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts cases in the order of their days; those of one day stay as they stand. */
export function orderByDay(cases: CaseColumns): void {
  const { day, length } = cases
  let [least, most, isOrdered] = [Infinity, -Infinity, true]
  for (let i = 0; i < length; i++) {
    isOrdered &&= day[i]! >= most
    least = Math.min(least, day[i]!)
    most = Math.max(most, day[i]!)
  }
  if (isOrdered) return
  const next = new Int32Array(most - least + 2)
  for (let i = 0; i < length; i++) next[day[i]! - least + 1]!++
  for (let d = 1; d < next.length; d++) next[d]! += next[d - 1]!
  const target = new Int32Array(length)
  for (let i = 0; i < length; i++) target[i] = next[day[i]! - least]!++
  for (const column of columnsOf(cases)) {
    const before = column.slice(0, length)
    for (let i = 0; i < length; i++) column[target[i]!] = before[i]!
  }
}

/** Makes room for more cases at the end, without adding any. */
export function makeRoom(cases: CaseColumns, length: number): void {
  if (length <= cases.id.length) return
  const larger = emptyCases(Math.max(length, Math.ceil(cases.id.length * 1.5)))
  columnsOf(larger).forEach((column, i) => column.set(columnsOf(cases)[i]!.subarray(0, cases.length)))
  Object.assign(cases, larger, { length: cases.length })
}

/** Opens a place for a case of each of the days, which ascend; returns the positions, to be written by the caller. */
export function openPlaces(cases: CaseColumns, days: readonly Day[]): number[] {
  const places = new Array<number>(days.length)
  let end = cases.length
  makeRoom(cases, end + days.length)
  for (let k = days.length - 1; k >= 0; k--) {
    const at = firstOn(cases, days[k]! + 1, end)
    for (const column of columnsOf(cases)) column.copyWithin(at + k + 1, at, end)
    places[k] = at + k
    end = at
  }
  cases.length += days.length
  return places
}

/** Takes out the cases at some positions. */
export function closePlaces(cases: CaseColumns, positions: Iterable<number>): void {
  const gone = [...positions].sort((a, b) => a - b)
  let to = gone[0] ?? cases.length
  gone.forEach((position, k) => {
    const end = gone[k + 1] ?? cases.length
    for (const column of columnsOf(cases)) column.copyWithin(to, position + 1, end)
    to += end - position - 1
  })
  cases.length -= gone.length
}

function columnsOf(cases: CaseColumns): (Int32Array | Int16Array | Uint8Array)[] {
  const { id, building, dwelling, day, symptom, cause, source, status, zone, due, flags } = cases
  return [id, building, dwelling, day, symptom, cause, source, status, zone, due, flags]
}
