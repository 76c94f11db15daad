import { z } from '@hono/zod-openapi'
import { vocabulary } from '../../data/model/vocabulary'

const weatherDay = z.object({
  day: z.iso.date(),
  mean_c: z.number(),
  min_c: z.number(),
  normal_c: z.number(),
  snow: z.boolean(),
})

const holder = z.object({ id: z.int(), name: z.string(), phone: z.string().nullable() })

const caseLine = z
  .object({
    id: z.int(),
    code: z.string(),
    symptom: z.enum(vocabulary.symptom),
    status: z.enum(vocabulary.status),
    cause: z.string().nullable(),
    reported_at: z.string(),
    due_at: z.string().nullable(),
    answered_at: z.string().nullable(),
    priority: z.boolean(),
    reports: z.int(),
    reopened: z.int(),
    supervision: z.string().nullable(),
    overdue: z.boolean(),
    /** Personal, as is the flat: null for roles that may not read it. */
    summary: z.string().nullable(),
    flat: z.string().nullable(),
    compound: z.string().nullable(),
    building: z.string().nullable(),
    station: holder.nullable(),
    grid: holder.nullable(),
    /** Which of the two has to act. */
    held_by: z.enum(['station', 'grid']).nullable(),
  })
  .openapi('CaseLine')

const lines = z.object({ total: z.int(), lines: z.array(caseLine) })

const gridLine = z.object({
  id: z.int(),
  number: z.int(),
  name: z.string(),
  community: z.string(),
  heated_dwellings: z.int(),
  /** Of these, visited by the round that runs today; null without one. */
  visited_dwellings: z.int().nullable(),
  new_24h: z.int(),
  open: z.int(),
  overdue: z.int(),
  member: z.object({ title: z.string(), phone: z.string() }).nullable(),
})

/** Everything of a morning but the places to watch, which come from the lenses. */
export const morningBody = z
  .object({
    today: z.iso.date(),
    now: z.string(),
    weather: z.object({
      today: weatherDay.nullable(),
      tomorrow: weatherDay.nullable(),
      tonight_low_c: z.number().nullable(),
      since_yesterday_k: z.number().nullable(),
      to_tomorrow_k: z.number().nullable(),
      fall_48h_k: z.number().nullable(),
      fall_ends_on: z.iso.date().nullable(),
    }),
    /** Homes in need, to be visited first; null while no cold snap is coming. */
    doors: z
      .object({
        total: z.int(),
        compounds: z.int(),
        lines: z.array(z.object({ id: z.int(), name: z.string(), dwellings: z.int() })),
      })
      .nullable(),
    counts: z.object({ new_overnight: z.int(), closed_overnight: z.int(), open: z.int() }),
    /** Reported since 18:00 of yesterday: leaks, cold buildings, homes in need. */
    urgent: lines,
    /** Open: buildings without heat, leaks in public. */
    outages: lines,
    due: lines,
    overdue: lines,
    call_back: lines,
    /** Answers of stations since yesterday. */
    answers: lines,
    /** Today's doors: homes in need with an open case of cold, and what was answered yesterday about cold. */
    cold_in_need: lines,
    repaired: lines,
    grids: z.object({ total: z.int(), lines: z.array(gridLine) }),
  })
  .openapi('Morning')
