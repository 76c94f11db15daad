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

/** Kinds that the rounds in the columns are made of. */
export const roundKinds: readonly string[] = ['round', 'visit']

/** Kinds that an answer from the columns depends on; about a round also `roundKinds`. */
export const columnKinds: readonly string[] = ['issue', ...townKinds]
