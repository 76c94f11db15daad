import { createReadStream, statSync } from 'node:fs'
import { extname } from 'node:path'
import type { Mapping } from '../../data/model/mapping'
import type { Bytes, Format, Source } from './format'
import { readCsv } from './read-csv'
import { readGeojson } from './read-geojson'
import { Refusal } from './refusal'

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
