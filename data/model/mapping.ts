import { z } from 'zod'
import { tables, type TableName } from './dataset'
import type { Field, Fields } from './field'

/** What a row of a file can become, and the table that holds it. `flow` is fixed for the two kinds of pipe. */
export const targets = {
  supply: { table: 'pipe', shape: 'line', fixed: { flow: 'supply' } },
  return: { table: 'pipe', shape: 'line', fixed: { flow: 'return' } },
  station: { table: 'station', shape: 'point', fixed: {} },
  source: { table: 'heat_source', shape: 'point', fixed: {} },
  /** Where a building hangs on the secondary network: a service connection of the nearest building. */
  inlet: { table: 'service_connection', shape: 'point', fixed: {} },
  compound: { table: 'compound', shape: 'area', fixed: {} },
  building: { table: 'building', shape: 'area', fixed: {} },
  /** A home of a building that is known by its code. */
  dwelling: { table: 'dwelling', shape: 'none', fixed: {} },
  road: { table: 'road', shape: 'line', fixed: {} },
  division: { table: 'division', shape: 'area', fixed: {} },
  issue: { table: 'issue', shape: 'point', fixed: {} },
} as const satisfies Record<string, { table: TableName; shape: Shape; fixed: Record<string, string> }>

export type Target = keyof typeof targets
export type Shape = 'point' | 'line' | 'area' | 'none'

/** What `--as` may be, and the targets that its mappings may use. */
export const importKinds = {
  network: ['supply', 'return', 'station', 'source', 'inlet'],
  stations: ['station', 'source', 'inlet'],
  compounds: ['compound'],
  buildings: ['building'],
  dwellings: ['dwelling'],
  roads: ['road'],
  divisions: ['division'],
  issues: ['issue'],
} as const satisfies Record<string, readonly Target[]>

export type ImportKind = keyof typeof importKinds

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

const regularExpression = z.string().refine(isRegularExpression, { message: 'not a regular expression' })

/**
 * Where a field's value comes from. A bare string names a property of the file. Otherwise, in this order: the first of
 * `from` that is not empty; the first group of `match` in it; `words` translates it; `default` stands in for nothing
 * and for unknown words.
 */
const rule = z.union([
  z.string().min(1),
  z.strictObject({ value: scalar }),
  z.strictObject({
    from: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
    match: regularExpression.refine((text) => /\((?!\?)/.test(text), { message: 'needs a group' }).optional(),
    words: z.record(z.string(), scalar).optional(),
    default: scalar.optional(),
  }),
])

/** A property equals one of these texts, or begins with one. */
const condition = z.union([z.string(), z.array(z.string()).min(1), z.strictObject({ prefix: z.string().min(1) })])

const part = z.strictObject({
  to: z.enum(Object.keys(targets) as [Target, ...Target[]]),
  where: z.record(z.string(), condition).default({}),
  fields: z.record(z.string(), rule).default({}),
})

/**
 * A mapping file: how the rows of one kind of file become rows of the model. A row goes to the first part whose
 * conditions all hold. `geometry` names the coordinate columns of a CSV file.
 */
export const mappingSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    geometry: z.strictObject({ x: z.string().min(1), y: z.string().min(1) }).optional(),
    parts: z.array(part).min(1),
  })
  .superRefine((mapping, context) => mapping.parts.forEach((part, index) => checkPart(part, index, context)))

export type Mapping = z.infer<typeof mappingSchema>
export type MappingPart = z.infer<typeof part>
export type Rule = z.infer<typeof rule>
export type Condition = z.infer<typeof condition>
export type Scalar = z.infer<typeof scalar>

/** Columns that a mapping may fill for a target, in the order of the model. `code` may be left out: it is derived. */
export function importableFields(target: Target): Fields {
  const { table, fixed } = targets[target]
  const fields: Fields = tables[table].fields
  if (target === 'inlet') return { pressure_zone: { type: 'enum', values: ['low', 'high'] } }
  const own = Object.fromEntries(Object.entries(fields).filter(([name, field]) => field.importable && !(name in fixed)))
  return target === 'dwelling' ? { building_code: { type: 'text' }, ...own } : own
}

/** Properties of the file that a mapping reads. */
export function propertiesOf(mapping: Mapping): string[] {
  const read = mapping.parts.flatMap(({ where, fields }) => [
    ...Object.keys(where),
    ...Object.values(fields).flatMap(sourcesOf),
  ])
  const { x, y } = mapping.geometry ?? {}
  return [...new Set([...read, x, y])].filter((name) => name !== undefined)
}

/** Properties that a rule reads, the most wanted first. */
export function sourcesOf(rule: Rule): string[] {
  if (typeof rule === 'string') return [rule]
  if ('value' in rule) return []
  return typeof rule.from === 'string' ? [rule.from] : rule.from
}

function checkPart(part: MappingPart, index: number, context: z.RefinementCtx): void {
  const allowed = importableFields(part.to)
  for (const name of Object.keys(part.fields)) {
    if (!(name in allowed)) complain(context, ['parts', index, 'fields', name], `${part.to} has no such field`)
  }
  for (const [name, field] of Object.entries(allowed)) {
    const given = part.fields[name]
    if (given === undefined && !field.nullable && name !== 'code') {
      complain(context, ['parts', index, 'fields', name], `${part.to} needs it`)
    }
    for (const word of wordsOf(given)) {
      if (!isAllowed(field, word)) complain(context, ['parts', index, 'fields', name], `${String(word)} is not a value`)
    }
  }
}

function wordsOf(rule: Rule | undefined): Scalar[] {
  if (rule === undefined || typeof rule === 'string') return []
  if ('value' in rule) return [rule.value]
  return [...Object.values(rule.words ?? {}), ...(rule.default === undefined ? [] : [rule.default])]
}

function isAllowed(field: Field, word: Scalar): boolean {
  return word === null || field.type !== 'enum' || (field.values ?? []).includes(String(word))
}

function complain(context: z.RefinementCtx, path: (string | number)[], message: string): void {
  context.addIssue({ code: 'custom', path, message })
}

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
