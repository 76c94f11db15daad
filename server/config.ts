import { z } from 'zod'

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  HEATGRID_DATA: z.string().min(1).default('./.heatgrid'),
  DATABASE_URL: z.string().min(1).optional(),
  DATABASE_READ_URL: z.string().min(1).optional(),
  HEATGRID_BASEMAP_STYLE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** Settings of a server process, read once from its environment. */
export interface Config {
  port: number
  host: string
  /** Folder of the embedded database; not used where `databaseUrl` is set. */
  dataFolder: string
  databaseUrl: string | undefined
  readUrl: string | undefined
  /** A MapLibre style (or Tianditu) to draw below instead of the city's own basemap. */
  basemapStyle: string | undefined
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
    basemapStyle: values.HEATGRID_BASEMAP_STYLE,
    logLevel: values.LOG_LEVEL,
  }
}
