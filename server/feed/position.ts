/** Where in the change feed: by transaction, then by row. Transaction ids have 64 bits. */
export interface Position {
  xid: bigint
  seq: number
}

/** Before the first change. */
export const originPosition: Position = { xid: 0n, seq: 0 }

/** `xid.seq` */
export function formatPosition({ xid, seq }: Position): string {
  return `${xid}.${seq}`
}

/** Reads `xid.seq`; null for anything else, such as a Last-Event-ID that somebody made up. */
export function parsePosition(text: string): Position | null {
  const match = /^(\d{1,18})\.(\d{1,15})$/.exec(text)
  return match ? { xid: BigInt(match[1] ?? 0), seq: Number(match[2]) } : null
}

export function isAfter(a: Position, b: Position): boolean {
  return a.xid > b.xid || (a.xid === b.xid && a.seq > b.seq)
}

export function later(a: Position, b: Position): Position {
  return isAfter(a, b) ? a : b
}
