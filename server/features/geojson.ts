import type { z } from '@hono/zod-openapi'
import type { featureBody, featureCollectionBody } from './bodies'
import { formatCursor } from './cursor'
import type { FeatureRow } from './queries'

/** How much there is of what a page is of. */
export interface Matched {
  numberMatched: number
  cases?: number
}

export type Feature = z.infer<typeof featureBody>
export type FeatureCollection = z.infer<typeof featureCollectionBody>

const mediaType = 'application/geo+json'

/** A page of a layer. `rows` may hold one more than `limit`: then there is a next page. */
export function collection(
  url: URL,
  { rows, limit, matched }: { rows: FeatureRow[]; limit: number; matched: Matched | undefined },
): string {
  const page = rows.slice(0, limit)
  const links = [{ rel: 'self', type: mediaType, href: url.pathname + url.search }]
  const last = page.at(-1)
  if (rows.length > limit && last) links.push({ rel: 'next', type: mediaType, href: hrefOfNext(url, last.id) })
  const rest = { links, numberReturned: page.length, ...matched }
  const features = page.map((row) => feature(row)).join(',')
  return `{"type":"FeatureCollection","features":[${features}],${JSON.stringify(rest).slice(1)}`
}

/** One feature; foreign members go beside its properties (RFC 7946, 6.1). */
export function feature({ id, geometry, ...properties }: FeatureRow, foreign: object = {}): string {
  // What is withheld is said, so that nobody takes it for nought.
  const marked = properties.open_issues === null ? { ...properties, hidden: true } : properties
  const members = Object.entries(foreign).map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
  const own = `"type":"Feature","id":${id},"geometry":${geometry},"properties":${JSON.stringify(marked)}`
  return `{${own}${members.join('')}}`
}

function hrefOfNext(url: URL, lastId: number): string {
  const next = new URL(url)
  next.searchParams.set('cursor', formatCursor(lastId))
  return next.pathname + next.search
}
