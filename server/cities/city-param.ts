import { z } from '@hono/zod-openapi'

/** The parameter of every path below a city. */
export const cityParam = z.object({ city: z.string().min(1).max(40).openapi({ example: 'demo' }) })
