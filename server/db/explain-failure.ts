import { ZodError } from 'zod'
import { DatabaseError } from './database-error'

/** Why a server process or command cannot start, in a sentence for whoever typed it; null where nobody foresaw it. */
export function explainFailure(problem: unknown): string | null {
  if (problem instanceof DatabaseError) return explainDatabase(problem)
  if (problem instanceof ZodError) {
    return `Settings that cannot be read: ${problem.issues.map(({ path }) => path.join('.')).join(', ')}.`
  }
  const code = problem instanceof Error && 'code' in problem ? String(problem.code) : ''
  if (code === 'EADDRINUSE') return 'The port is in use; set PORT to a free one.'
  if (code === 'EACCES') return 'This user may not listen on that port, or may not write there.'
  if (code === 'EADDRNOTAVAIL') return 'HOST is no address of this machine.'
  if (code === 'ERR_INVALID_URL')
    return 'DATABASE_URL and DATABASE_READ_URL look like postgres://user:password@host/name.'
  if (unreachable.has(code)) return 'The database of DATABASE_URL does not answer.'
  const refusal = refusals[code]
  return refusal === undefined ? null : `The database of DATABASE_URL ${refusal}.`
}

const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT', 'CONNECT_TIMEOUT'])

/** By SQLSTATE. */
const refusals: Record<string, string> = {
  '28P01': 'does not accept this password',
  '28000': 'does not let this user in',
  '3D000': 'does not exist',
  '0A000': 'lacks an extension: install PostGIS 3.3 or later',
  '58P01': 'lacks an extension: install PostGIS 3.3 or later',
  '42501': 'does not let this user create extensions or tables',
}

function explainDatabase({ code, details, message }: DatabaseError): string {
  if (code === 'engine.in_use') {
    const { folder = '', pid = '' } = details
    return `The data folder ${folder} is in use by process ${pid}.`
  }
  if (code === 'engine.failed') {
    return 'The embedded database does not open; the lines above say more. Is HEATGRID_DATA a folder that this user may write, undamaged and of this version?'
  }
  return message
}
