import { table } from './field'
import { vocabulary, type Word } from './vocabulary'

/** 走访: a round from door to door; of one community, or of the whole city. Both days are inclusive. */
export const round = table({
  name: 'round',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    season_id: { type: 'integer' },
    community_id: { type: 'integer', nullable: true },
    /** Of whoever makes it, within the season. */
    number: { type: 'integer' },
    name: { type: 'text' },
    starts_on: { type: 'date' },
    ends_on: { type: 'date' },
  },
})

/** One knock at one door in a round. */
export const visit = table({
  name: 'visit',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    round_id: { type: 'integer' },
    dwelling_id: { type: 'integer' },
    visited_on: { type: 'date' },
    outcome: { type: 'enum', values: vocabulary.visit_outcome },
    temperature_c: { type: 'number', unit: 'C', nullable: true },
    /** The case that was reported at this door, which makes it a finding of the round. */
    issue_id: { type: 'integer', nullable: true },
  },
})

/** Outcomes of a door where nobody was spoken with: such a home is not visited. */
export const unmetOutcomes = ['absent', 'refused'] as const satisfies readonly Word<'visit_outcome'>[]
