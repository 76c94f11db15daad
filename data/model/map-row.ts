import type { Field } from './field'
import {
  importableFields,
  sourcesOf,
  targets,
  type Condition,
  type Mapping,
  type MappingPart,
  type Rule,
  type Scalar,
} from './mapping'

/** A row as a file has it: texts from CSV, any JSON from GeoJSON. */
export type Properties = Readonly<Record<string, unknown>>

/** What a mapping makes of one row. */
export interface MappedRow {
  part: MappingPart
  /** Columns of the target's table; a value that cannot be read is null. */
  fields: Record<string, Scalar>
  /** Values that cannot be read. `required` ones keep the row out. */
  faults: Fault[]
}

export interface Fault {
  field: string
  reason: 'missing' | 'not_a_number' | 'not_an_integer' | 'not_a_date' | 'not_a_word' | 'not_a_boolean'
  value: string
  required: boolean
}

/**
 * Fields of a row by the first part that it fits; null where it fits none. All rows of one target have the same fields.
 */
export function mapRow(mapping: Mapping, properties: Properties): MappedRow | null {
  const part = mapping.parts.find(({ where }) =>
    Object.entries(where).every(([name, condition]) => holds(condition, textOf(properties[name]))),
  )
  if (!part) return null
  const row: MappedRow = { part, fields: { ...targets[part.to].fixed }, faults: [] }
  for (const [name, field] of Object.entries(importableFields(part.to))) {
    if (part.fields[name] !== undefined) fill(row, name, field, properties)
    else if (mapping.parts.some((other) => other.to === part.to && name in other.fields)) row.fields[name] = null
  }
  return row
}

function fill(row: MappedRow, name: string, field: Field, properties: Properties): void {
  const value = raw(row.part, name, properties)
  const required = !field.nullable && name !== 'code'
  row.fields[name] = null
  if (value === null) {
    if (required) row.faults.push({ field: name, reason: 'missing', value: '', required })
    return
  }
  const read = readers[field.type](value, field)
  if (typeof read === 'object')
    row.faults.push({ field: name, reason: read.reason, value: value.slice(0, 80), required })
  else row.fields[name] = read
}

/** The text that a rule finds; empty texts count as nothing. */
function raw(part: MappingPart, name: string, properties: Properties): string | null {
  const rule = part.fields[name]
  if (rule === undefined) return null
  if (typeof rule === 'object' && 'value' in rule) return textOf(rule.value)
  const found = sourcesOf(rule)
    .map((source) => textOf(properties[source]))
    .find((text) => text !== null)
  return typeof rule === 'string' ? (found ?? null) : refine(rule, found ?? null)
}

function refine(rule: Exclude<Rule, string | { value: Scalar }>, found: string | null): string | null {
  const { match, words, default: fallback = null } = rule
  const matched = found !== null && match ? (new RegExp(match, 'u').exec(found)?.[1] ?? null) : found
  if (matched === null) return textOf(fallback)
  if (!words) return matched
  // Without a default an unknown word passes, so that the report can name it.
  return Object.hasOwn(words, matched) ? textOf(words[matched]) : (textOf(fallback) ?? matched)
}

function holds(condition: Condition, text: string | null): boolean {
  if (text === null) return false
  if (typeof condition === 'string') return text === condition
  return Array.isArray(condition) ? condition.includes(text) : text.startsWith(condition.prefix)
}

/** A value as trimmed text that JSON and the database can hold; null when empty. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replace(/\p{Surrogate}|\0/gu, '\uFFFD').trim() || null
}

type Reader = (text: string, field: Field) => string | number | boolean | { reason: Fault['reason'] }

const readers: Record<Field['type'], Reader> = {
  text: (text) => text,
  number: (text) => readNumber(text) ?? { reason: 'not_a_number' },
  integer: (text) => {
    const number = readNumber(text)
    if (number === null) return { reason: 'not_a_number' }
    return Number.isInteger(number) && Math.abs(number) < 2 ** 31 ? number : { reason: 'not_an_integer' }
  },
  boolean: (text) => {
    if (/^(true|yes|1|是)$/i.test(text)) return true
    return /^(false|no|0|否)$/i.test(text) ? false : { reason: 'not_a_boolean' }
  },
  enum: (text, field) => (field.values?.includes(text) ? text : { reason: 'not_a_word' }),
  date: (text) => (isDate(text) ? text : { reason: 'not_a_date' }),
  timestamp: (text) => (isTimestamp(text) ? text : { reason: 'not_a_date' }),
}

/** A finite decimal number; a comma is refused, since it may part thousands or fractions. */
export function readNumber(text: string): number | null {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? finite(Number(text)) : null
}

function finite(number: number): number | null {
  return Number.isFinite(number) ? number : null
}

/** ISO 8601 with or without a time; without a zone it is the city's own time. */
function isTimestamp(text: string): boolean {
  const found = /^(\d{4}-\d\d-\d\d)([T ](\d\d):(\d\d)(:(\d\d)(\.\d{1,6})?)?)?(Z|[+-]\d\d(:?\d\d)?)?$/.exec(text)
  if (!found) return false
  const [hour, minute, second] = [found[3], found[4], found[6]].map((digits) => Number(digits ?? 0))
  return isDate(found[1] ?? '') && (hour ?? 0) < 24 && (minute ?? 0) < 60 && (second ?? 0) < 60
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
