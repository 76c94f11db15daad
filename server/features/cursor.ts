import { malformed } from '../errors'

/** Where a page ends, in a form that nobody builds on: the last id, wrapped. */
export function formatCursor(lastId: number): string {
  return Buffer.from(`id:${lastId}`).toString('base64url')
}

/** The id after which a page starts; 0 without a cursor. Throws request.malformed for one that is not ours. */
export function parseCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const match = /^id:(\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString())
  const id = Number(match?.[1])
  if (!match || id > 2_147_483_647) throw malformed({ fields: ['cursor'] })
  return id
}
