import { createReadStream, statSync } from 'node:fs'
import { extname } from 'node:path'
import type { Properties } from '../../data/model/map-row'
import type { Mapping } from '../../data/model/mapping'
import { readCsv } from './read-csv'
import { readGeojson } from './read-geojson'
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

/** Formats by the ending of the file name. */
const formats: Readonly<Record<string, Format>> = { '.geojson': readGeojson, '.json': readGeojson, '.csv': readCsv }

/**
 * Opens a file by its ending; tells how many bytes have been read.
 * @throws Refusal imports.file_not_found, imports.format_unknown, and those of the format.
 */
export async function openSource(
  path: string,
  mapping: Mapping,
  progress: (bytes: number, total: number) => void = () => undefined,
): Promise<Source> {
  const format = formats[extname(path).toLowerCase()]
  if (!format) throw new Refusal('imports.format_unknown', { file: path, known: Object.keys(formats).join(', ') })
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) throw new Refusal('imports.file_not_found', { file: path })
  const bytes: Bytes = {
    all: () => readAll(path, stat.size, progress),
    tail: (count) => createReadStream(path, { start: Math.max(0, stat.size - count) }),
  }
  return format(bytes, mapping)
}

async function* readAll(
  path: string,
  total: number,
  progress: (bytes: number, total: number) => void,
): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const chunk of createReadStream(path)) {
    read += chunk.length
    yield chunk
    progress(read, total)
  }
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
