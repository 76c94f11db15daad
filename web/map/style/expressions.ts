import type { ExpressionSpecification } from 'maplibre-gl'

type Value = number | string | ExpressionSpecification

/** Linear between pairs of zoom and value. */
export function byZoom(stops: readonly (readonly [number, Value])[]): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as ExpressionSpecification
}

/** Linear between pairs of a field's number and a value; `otherwise` stands in where the feature has no such field. */
export function byField(
  field: string,
  stops: readonly (readonly [number, number])[],
  otherwise: number,
): ExpressionSpecification {
  const number = ['to-number', ['coalesce', ['get', field], otherwise]]
  return ['interpolate', ['linear'], number, ...stops.flat()] as ExpressionSpecification
}

/** One value for each word of a field. */
export function byWord<T extends string | number>(
  field: string,
  values: Readonly<Record<string, T>>,
  otherwise: T,
): ExpressionSpecification {
  const [first, ...rest] = Object.entries(values)
  if (first === undefined) throw new Error(`no words for ${field}`)
  return ['match', ['get', field], ...first, ...rest.flat(), otherwise]
}

/** True for features whose field is one of the words. */
export function isOneOf(field: string, words: readonly string[]): ExpressionSpecification {
  return ['in', ['get', field], ['literal', [...words]]]
}

/** A value for the chosen thing, one for the thing under the pointer, and one for all others. */
export function byState<T extends number | string | ExpressionSpecification>(
  selected: T,
  hover: T,
  otherwise: T,
): ExpressionSpecification {
  return [
    'case',
    ['boolean', ['feature-state', 'selected'], false],
    selected,
    ['boolean', ['feature-state', 'hover'], false],
    hover,
    otherwise,
  ] as ExpressionSpecification
}

/**
 * Text from a template such as `{dwellings}户 · 未结{open}`, each name standing for a field of the feature. A missing
 * field reads as a dash: nothing is known, which is not zero.
 */
export function fillTemplate(template: string, fields: Readonly<Record<string, string>>): ExpressionSpecification {
  const parts = template.split(/(\{\w+\})/).filter((part) => part !== '')
  const words = parts.map((part) => {
    const field = /^\{(\w+)\}$/.exec(part)?.[1]
    return field === undefined ? part : ['to-string', ['coalesce', ['get', fields[field] ?? field], '–']]
  })
  return ['concat', ...words] as ExpressionSpecification
}
