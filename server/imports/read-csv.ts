import { Readable } from 'node:stream'
import { CsvError, parse, type Parser } from 'csv-parse'
import { propertiesOf, type Mapping } from '../../data/model/mapping'
import { Refusal } from './refusal'
import { decode, type Bytes, type Source, type SourceRow } from './format'

/**
 * CSV with a header row, comma-separated, UTF-8. A row's place is in the two columns that the mapping names; without
 * them every row is without coordinates. CSV cannot state a coordinate system.
 * @throws Refusal imports.not_csv { row }, imports.column_missing { column, columns }
 */
export async function readCsv(bytes: Bytes, mapping: Mapping): Promise<Source> {
  return { rows: readRows(bytes, mapping), crs: null }
}

async function* readRows(bytes: Bytes, mapping: Mapping): AsyncGenerator<SourceRow> {
  const parser = parse({ bom: true, skip_empty_lines: true, columns: (header: string[]) => checked(header, mapping) })
  const input = Readable.from(decode(bytes.all()))
  input.on('error', (error) => parser.destroy(error))
  input.pipe(parser)
  let row = 1
  try {
    for await (const properties of parser as AsyncIterable<Record<string, string>>) {
      row++
      yield { row, properties, geometry: pointOf(properties, mapping) }
    }
  } catch (error) {
    if (error instanceof CsvError) throw new Refusal('imports.not_csv', { row: row + 1, why: error.message })
    throw error
  } finally {
    release(input, parser)
  }
}

function release(input: Readable, parser: Parser): void {
  input.destroy()
  parser.destroy()
}

function checked(header: string[], mapping: Mapping): string[] {
  const missing = propertiesOf(mapping).filter((name) => !header.includes(name))
  if (missing.length > 0) {
    throw new Refusal('imports.column_missing', { column: missing.join(', '), columns: header.join(', ') })
  }
  return header
}

/** Coordinates stay text where they are no numbers, so that the check of geometry can say which row it was. */
function pointOf(properties: Record<string, string>, mapping: Mapping): unknown {
  if (!mapping.geometry) return null
  const texts = [properties[mapping.geometry.x]?.trim(), properties[mapping.geometry.y]?.trim()]
  if (texts.every((text) => !text)) return null
  return { type: 'Point', coordinates: texts.map((text) => (text ? Number(text) : null)) }
}
