import type { Properties } from '../../data/model/map-row'
import type { Mapping } from '../../data/model/mapping'
import { Refusal } from './refusal'

/** One row of a file, whatever its format. */
export interface SourceRow {
  /** Feature of a GeoJSON file counted from 1; row of a CSV file as a spreadsheet counts them, the header being 1. */
  row: number
  properties: Properties
  /** As the file has it, not yet checked; null where it has none. */
  geometry: unknown
}

/** A file being read. Rows come one by one; memory does not grow with the file. */
export interface Source {
  rows: AsyncIterable<SourceRow>
  /** Name of the coordinate system that the file states; null where it states none. */
  crs: string | null
}

/** Reads a stream of bytes in one format. Refuses what is not of that format. */
export type Format = (bytes: Bytes, mapping: Mapping) => Promise<Source>

/** The bytes of a file: all of them, or the last few. */
export interface Bytes {
  all: () => AsyncIterable<Uint8Array>
  tail: (count: number) => AsyncIterable<Uint8Array>
}

/** Text of a stream of bytes. @throws Refusal imports.not_utf8 */
export async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw new Refusal('imports.not_utf8')
    throw error
  }
}
