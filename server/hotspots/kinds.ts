/** Kinds of the change feed that case columns are made of, beside `issue`. */
export const townKinds: readonly string[] = [
  'building',
  'compound',
  'grid',
  'pipe',
  'valve',
  'station',
  'landform',
  'road',
  'weather_day',
  'atom',
  'season',
]

/** Kinds that an answer from the columns depends on. */
export const columnKinds: readonly string[] = ['issue', ...townKinds]
