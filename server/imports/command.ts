import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { importKinds, mappingSchema, type ImportKind, type Mapping } from '../../data/model/mapping'
import type { Database } from '../db/connect'
import { drawBar } from '../progress-bar'
import { importFile, type ImportOptions } from './import-file'
import { Refusal } from './refusal'
import { reportCsv } from './report'
import { reportText } from './report-text'
import { refusalText } from './words'

const usage =
  'heatgrid import <file> --city CODE ' +
  `--as ${Object.keys(importKinds).join('|')} --mapping m.json ` +
  '[--crs EPSG:n|GCJ02|BD09] [--snap m] [--dry-run] [--report out.csv]'

/** `heatgrid import`: 0 imported, 1 refused, 2 wrong usage. */
export async function importCommand(argv: readonly string[], db: Pick<Database, 'sql'>): Promise<number> {
  try {
    const { report: reportFile, ...options } = readArguments(argv)
    const report = await importFile(db.sql, { ...options, progress: drawBar })
    console.log(reportText(report))
    if (reportFile !== undefined) writeFileSync(reportFile, reportCsv(report))
    return 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(refusalText(error))
    return error.code === 'imports.usage' ? 2 : 1
  }
}

const argumentsSchema = z.object({
  city: z.string(),
  as: z.enum(Object.keys(importKinds) as [ImportKind, ...ImportKind[]]),
  mapping: z.string(),
  crs: z.string().optional(),
  snap: z.coerce.number().min(0).max(10).default(0.01),
  'dry-run': z.boolean().default(false),
  report: z.string().optional(),
})

function readArguments(argv: readonly string[]): ImportOptions & { report: string | undefined } {
  const { file, values } = parse(argv)
  const parsed = argumentsSchema.safeParse(values)
  if (!parsed.success) throw new Refusal('imports.usage', { usage })
  const { city, as: kind, mapping, crs, snap: snap_m, 'dry-run': dry_run, report } = parsed.data
  return { file, city, kind, mapping: readMapping(mapping, kind), crs, snap_m, dry_run, report }
}

function parse(argv: readonly string[]): { file: string; values: Record<string, unknown> } {
  const text = { type: 'string' } as const
  const options = { city: text, as: text, mapping: text, crs: text, snap: text, report: text }
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      options: { ...options, 'dry-run': { type: 'boolean' } },
      allowPositionals: true,
    })
    const [file, ...rest] = positionals
    if (file !== undefined && rest.length === 0) return { file, values }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
  throw new Refusal('imports.usage', { usage })
}

/**
 * Reads a mapping file for a kind of import.
 * @throws Refusal imports.file_not_found, imports.mapping_invalid, imports.mapping_for_other_kind
 */
export function readMapping(file: string, kind: ImportKind): Mapping {
  const parsed = mappingSchema.safeParse(readJson(file))
  if (!parsed.success) throw new Refusal('imports.mapping_invalid', { file, why: z.prettifyError(parsed.error) })
  const allowed: readonly string[] = importKinds[kind]
  const stranger = parsed.data.parts.find((part) => !allowed.includes(part.to))
  if (stranger) {
    throw new Refusal('imports.mapping_for_other_kind', { to: stranger.to, kind, allowed: allowed.join(', ') })
  }
  return parsed.data
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal('imports.mapping_invalid', { file, why: error.message })
    throw new Refusal('imports.file_not_found', { file })
  }
}
