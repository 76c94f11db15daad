import { z } from '@hono/zod-openapi'
import { vocabulary, type Status, type Symptom, type Word } from '../../data/model/vocabulary'

/** Groups of statuses that people ask for, beside the statuses themselves. */
export const statusGroups = ['open', 'overdue', 'reopened', 'closed'] as const

/** A word of `status`: a group, or one status. */
export type StatusWord = (typeof statusGroups)[number] | Status

/** Which cases are asked for: reported from `from` to `to` (dates in the city's time zone, both inclusive). */
export interface IssueFilter {
  from?: string | undefined
  to?: string | undefined
  symptoms: Symptom[]
  status: StatusWord[]
  sources: Word<'source'>[]
  compound_kinds: Word<'compound_kind'>[]
}

/** The parameters of a query that filter cases; lists are separated by commas, an empty one filters nothing. */
export const issueFilterQuery = {
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  symptoms: listOf(vocabulary.symptom),
  status: listOf([...statusGroups, ...vocabulary.status]),
  sources: listOf(vocabulary.source),
  compound_kinds: listOf(vocabulary.compound_kind),
}

/** A list of words separated by commas, in their order; unknown ones are refused. */
export function listOf<T extends string>(words: readonly T[]) {
  return z
    .string()
    .max(400)
    .default('')
    .transform((text, context) => {
      const asked = [...new Set(text.split(',').filter((word) => word !== ''))].sort()
      const known = asked.filter((word): word is T => words.some((one) => one === word))
      if (known.length < asked.length) context.addIssue({ code: 'custom' })
      return known
    })
    .openapi({ type: 'string', example: words[0] })
}
