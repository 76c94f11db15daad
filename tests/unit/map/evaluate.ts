import { createExpression } from '@maplibre/maplibre-gl-style-spec'

/** Value of a style expression for one feature, as MapLibre computes it. */
export function evaluate(
  expression: unknown,
  feature: { properties?: Record<string, unknown>; id?: number },
  zoom = 15,
): unknown {
  const compiled = createExpression(expression, 'layers[0].paint.value')
  if (compiled.result !== 'success') throw new Error(JSON.stringify(compiled.value))
  return compiled.value.evaluate({ zoom }, { type: 1, properties: {}, ...feature })
}
