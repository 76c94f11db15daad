import type { ContentfulStatusCode } from 'hono/utils/http-status'
import postgres from 'postgres'

/** What may go with a code: the names of offending fields, seconds to wait, ids. Never a stack, never a value typed in. */
export type ErrorDetails = Record<string, string | number | string[]>

/** An answer other than the one asked for. `code` is the translation key under `errors.`. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: ContentfulStatusCode,
    readonly details: ErrorDetails = {},
  ) {
    super(code)
    this.name = 'ApiError'
  }
}

/** Declares an error once: `const gridNotFound = error('plans.grid_not_found', 404)`, then `throw gridNotFound({ id })`. */
export function error(code: string, status: ContentfulStatusCode): (details?: ErrorDetails) => ApiError {
  return (details) => new ApiError(code, status, details)
}

export const malformed = error('request.malformed', 400)
export const invalid = error('request.invalid', 422)
export const routeNotFound = error('request.route_not_found', 404)
export const bodyTooLarge = error('request.body_too_large', 413)
export const foreignOrigin = error('request.foreign_origin', 403)
export const internal = error('server.internal', 500)
export const engineBusy = error('server.engine_busy', 503)

/** What the database refuses, by the name of the constraint that refused it. */
const constraints: Record<string, () => ApiError> = {
  app_user_username_key: error('users.username_taken', 409),
  app_user_username_check: error('users.username_malformed', 422),
  city_code_key: error('cities.code_taken', 409),
  city_code_check: error('cities.code_malformed', 422),
  supervision_one_open: error('supervisions.already_open', 409),
  grid_plan_city_community_id_daterange_excl: error('plans.published_overlap', 409),
}

/** SQLSTATE classes and codes that are the caller's doing, where no constraint says more. */
const states: Record<string, () => ApiError> = {
  // A NUL character or a byte sequence that is not text.
  '22021': malformed,
  '22P05': malformed,
  '22003': malformed,
  '22008': malformed,
  '23505': error('request.conflict', 409),
  '23P01': error('request.conflict', 409),
  '23503': error('request.reference_missing', 422),
  '23514': invalid,
  '40001': error('request.conflict', 409),
  '57014': engineBusy,
}

/** The error to answer with for anything that was thrown; what nobody foresaw becomes `server.internal`. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (thrown instanceof postgres.PostgresError) {
    const known = constraints[thrown.constraint_name ?? ''] ?? states[thrown.code]
    if (known) return known()
  }
  if (isConnectionLoss(thrown)) return engineBusy()
  return internal()
}

function isConnectionLoss(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  return ['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT', 'ECONNREFUSED'].includes(
    code,
  )
}
