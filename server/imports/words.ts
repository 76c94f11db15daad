import type { Refusal, RefusalCode } from './refusal'
import type { Reason } from './report'

type Words = (detail: Readonly<Record<string, string | number>>) => string

/** What an operator reads in the terminal when an import does not take place. */
const refusals: Readonly<Record<RefusalCode, Words>> = {
  'imports.usage': ({ usage }) => `Usage: ${usage}`,
  'imports.city_not_found': ({ city }) =>
    `There is no city "${city}". Create it first: heatgrid city add --code ${city} --name … --srid … --time-zone …`,
  'imports.file_not_found': ({ file }) => `There is no file ${file}.`,
  'imports.format_unknown': ({ file, known }) => `${file}: only files ending in ${known} can be read.`,
  'imports.mapping_invalid': ({ file, why }) => `The mapping ${file} cannot be used:\n${why}`,
  'imports.mapping_for_other_kind': ({ to, kind, allowed }) =>
    `The mapping makes "${to}", but --as ${kind} takes only: ${allowed}.`,
  'imports.column_missing': ({ column, columns }) =>
    `The mapping reads the column "${column}", which the file does not have. Its columns are: ${columns}.`,
  'imports.not_json': ({ row, why }) =>
    `The file is not complete, valid JSON near feature ${row}: ${why}. Nothing was imported.`,
  'imports.not_geojson': () => 'The file is JSON, but not a GeoJSON FeatureCollection.',
  'imports.not_csv': ({ row, why }) => `The file is not valid CSV near row ${row}: ${why}. Nothing was imported.`,
  'imports.not_utf8': () => 'The file is not UTF-8 text. Save it as UTF-8 and try again.',
  'imports.crs_unknown': ({ name }) => `The coordinate system "${name}" is not known. Use --crs EPSG:n, GCJ02 or BD09.`,
  'imports.crs_missing': ({ x, y, srid }) =>
    `Coordinates such as ${x}, ${y} are not degrees, and the file does not say which system they are in. ` +
    `Which one is it? If they are metres in the city's own system, add --crs EPSG:${srid}.`,
}

/** What happened to a row, in the terminal's list. */
const reasons: Readonly<Record<Reason, string>> = {
  missing: 'a value is missing',
  not_a_number: 'not a number',
  not_an_integer: 'not a whole number',
  not_a_date: 'not a date or time',
  not_a_word: 'not a word of the vocabulary',
  not_a_boolean: 'neither yes nor no',
  no_coordinates: 'without coordinates',
  bad_coordinates: 'coordinates that are no numbers or too few',
  out_of_range: 'coordinates outside the globe',
  wrong_geometry: 'another kind of geometry than needed',
  not_transformable: 'coordinates outside their coordinate system',
  not_a_point: 'a line where a point (or a line of 1 m) is needed',
  collapsed: 'smaller than the grid of coordinates (about 1 mm)',
  duplicate: 'exact duplicate',
  same_place: 'in the same place as an earlier row that says something else',
  code_repeated: 'the code of an earlier row',
  violates: 'breaks a rule of the database',
  repaired: 'invalid polygon repaired',
  contracted: 'shorter than the snapping distance, contracted',
  ring: 'a ring that leads nowhere',
  not_connected: 'lies on no pipe of the network',
  not_reached: 'no source reaches it',
  no_building: 'no building near it, or another inlet has it',
  building_unknown: 'no building of that code',
}

export function refusalText({ code, detail }: Refusal): string {
  return refusals[code](detail)
}

export function reasonText(reason: Reason): string {
  return reasons[reason]
}
