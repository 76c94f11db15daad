import { z } from '@hono/zod-openapi'
import { layerNames } from './layers'

const geometry = z
  .custom<GeoJSON.Geometry>((value) => typeof value === 'object' && value !== null)
  .openapi({ type: 'object' })

/** Columns of the model under their own names, and what is derived from other tables. */
const properties = z.record(z.string(), z.unknown()).openapi({ type: 'object' })

const link = z.object({ rel: z.string(), type: z.string(), href: z.string() })

const feature = z.object({ type: z.literal('Feature'), id: z.int(), geometry, properties })

export const featureCollectionBody = z
  .object({
    type: z.literal('FeatureCollection'),
    features: z.array(feature),
    links: z.array(link),
    numberReturned: z.int(),
    /** On the first page. */
    numberMatched: z.int().optional(),
    /** Of the layer `issues`, on the first page: the cases there, listed or not; of those in no reach what atoms tell. */
    cases: z.int().optional(),
  })
  .openapi('FeatureCollection')

const related = z.object({
  kind: z.enum(layerNames),
  id: z.int(),
  name: z.string().nullable(),
  code: z.string(),
  role: z.string().nullable(),
  within: z.string().nullable(),
})

export const featureBody = feature
  .extend({
    /** What it belongs to and what serves it, nearest first; `role` of a station in a grid, `within` the community of a grid. */
    related: z.array(related),
    /** Staff answerable for it. */
    contacts: z.array(z.object({ role: z.string(), title: z.string(), phone: z.string() })),
    operator: z.object({ name: z.string(), phone: z.string().nullable() }).nullable(),
    management: z.object({ kind: z.string(), manager: z.string().nullable(), starts_on: z.iso.date() }).nullable(),
    /** The life of a case. */
    events: z.array(
      z.object({ at: z.iso.datetime(), actor: z.string(), status: z.string(), note: z.string().nullable() }),
    ),
  })
  .openapi('Feature')

/** Null stands for a number that this user may not see: too few homes. */
export const cityCounts = z
  .object({
    dwellings: z.int(),
    heated_dwellings: z.int(),
    open_issues: z.int().nullable(),
    /** Cases reported in the period, where one was asked for. */
    issues: z.int().nullable().optional(),
    /** Those of them that are still open. */
    issues_open: z.int().nullable().optional(),
  })
  .openapi('CityCounts')
