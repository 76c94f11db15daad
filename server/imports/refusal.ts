/** Why a whole import does not take place. The code's sentence stands in words.ts. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly detail: Readonly<Record<string, string | number>>

  constructor(code: RefusalCode, detail: Readonly<Record<string, string | number>> = {}) {
    super(`${code} ${JSON.stringify(detail)}`)
    this.code = code
    this.detail = detail
  }
}

export type RefusalCode =
  | 'imports.usage'
  | 'imports.city_not_found'
  | 'imports.file_not_found'
  | 'imports.format_unknown'
  | 'imports.mapping_invalid'
  | 'imports.mapping_for_other_kind'
  | 'imports.column_missing'
  | 'imports.not_json'
  | 'imports.not_geojson'
  | 'imports.not_csv'
  | 'imports.not_utf8'
  | 'imports.crs_unknown'
  | 'imports.crs_missing'
