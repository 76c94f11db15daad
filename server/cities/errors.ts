import { error } from '../errors'

export const cityNotFound = error('cities.not_found', 404)
