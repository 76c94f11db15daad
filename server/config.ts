import { z } from 'zod'

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  HEATGRID_DATA: z.string().min(1).default('./.heatgrid'),
  DATABASE_URL: z.string().min(1).optional(),
  DATABASE_READ_URL: z.string().min(1).optional(),
  HEATGRID_BASEMAP_STYLE: z.string().trim().min(1).transform(readBasemap).optional(),
  HEATGRID_BASEMAP_ATTRIBUTION: z.string().default(''),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** Somebody else's map: the address of a MapLibre style, or templates of raster tiles, the lowest first. */
export interface Basemap {
  style: string | null
  tiles: string[]
  /** Who made it, as plain text; a style tells of its own sources besides. */
  attribution: string
}

/** Settings of a server process, read once from its environment. */
export interface Config {
  port: number
  host: string
  /** Folder of the embedded database; not used where `databaseUrl` is set. */
  dataFolder: string
  databaseUrl: string | undefined
  readUrl: string | undefined
  /** What is drawn below instead of the city's own basemap. */
  basemap: Basemap | null
  logLevel: z.infer<typeof schema>['LOG_LEVEL']
}

/** Reads the settings; throws a ZodError that names the wrong variables. An empty variable counts as unset. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const values = schema.parse(given)
  return {
    port: values.PORT,
    host: values.HOST,
    dataFolder: values.HEATGRID_DATA,
    databaseUrl: values.DATABASE_URL,
    readUrl: values.DATABASE_READ_URL,
    basemap: values.HEATGRID_BASEMAP_STYLE
      ? { ...values.HEATGRID_BASEMAP_STYLE, attribution: values.HEATGRID_BASEMAP_ATTRIBUTION }
      : null,
    logLevel: values.LOG_LEVEL,
  }
}

/** Templates stand apart by spaces, which no address has: 天地图 is a picture of the ground and another one of its names. */
function readBasemap(text: string, context: z.RefinementCtx): Pick<Basemap, 'style' | 'tiles'> {
  const words = text.split(/\s+/)
  const isTemplate = (word: string) => /\{(z|quadkey|bbox-epsg-3857)\}/.test(word)
  if (words.every(isTemplate)) return { style: null, tiles: words }
  if (words.length > 1 || isTemplate(text)) {
    const message = 'one address of a style, or templates of tiles with {z}, {x} and {y} and spaces between them'
    context.addIssue({ code: 'custom', message })
  }
  return { style: text, tiles: [] }
}
