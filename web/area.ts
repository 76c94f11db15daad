import type { Address } from './address'
import type { Session } from './api'

/** The area whose numbers are shown: the one asked for, else the person's own division, else the whole `city`. */
export function areaOf(address: Address, session: Session | null | undefined): string {
  const own = session?.scope.divisions[0]
  return address.area ?? (own ? String(own.id) : 'city')
}
