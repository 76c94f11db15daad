/** The tenant: one city and its settings. Local thresholds and deadlines are configuration, never constants. */
export interface City {
  code: string
  name: string
  name_en: string
  time_zone: string
  /** EPSG code of the projected system in which lengths and areas are measured. */
  srid: number
  temperature_standard_c: number
  /** Aggregates of fewer dwellings stay hidden. */
  sharing_threshold: number
  /** Fixed instant at which a demonstration city's clock starts when the server does; null for a living city. */
  clock: string | null
  is_demo: boolean
  /** [west, south, east, north] in degrees. */
  extent: [number, number, number, number]
}
