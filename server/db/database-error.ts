/**
 * A failure of the database layer. `code` is the translation key under `errors.`; `details` are its parameters.
 * Codes: engine.in_use, engine.not_built, engine.failed, engine.socket_path, migrations.edited, migrations.newer.
 */
export class DatabaseError extends Error {
  readonly code: string
  readonly details: Record<string, string | number>

  constructor(code: string, details: Record<string, string | number> = {}) {
    super(`${code} ${JSON.stringify(details)}`)
    this.name = 'DatabaseError'
    this.code = code
    this.details = details
  }
}
