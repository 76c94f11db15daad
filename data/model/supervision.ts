import { table } from './field'
import { vocabulary } from './vocabulary'

/** 督办: a place, or a single case, whose open cases somebody has an eye on until the set is warm. */
export const supervision = table({
  name: 'supervision',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    kind: { type: 'enum', values: vocabulary.supervision_kind },
    /** Names the subject within its kind: an id, the key of a branch, the strongest cell of an area, a point. */
    key: { type: 'text' },
    /** The days whose cases were taken in, both inclusive. */
    starts_on: { type: 'date' },
    ends_on: { type: 'date' },
    status: { type: 'enum', values: vocabulary.supervision_status },
    /** Of whoever ordered it; null while it is only asked for. */
    rank: { type: 'enum', values: vocabulary.supervision_rank, nullable: true },
    /** Who has to act: the station that holds most of the cases. */
    station_id: { type: 'integer', nullable: true },
    asked_at: { type: 'timestamp', nullable: true },
    asked_role: { type: 'enum', values: vocabulary.role, nullable: true },
    asked_by: { type: 'integer', nullable: true },
    ordered_at: { type: 'timestamp', nullable: true },
    ordered_role: { type: 'enum', values: vocabulary.role, nullable: true },
    /** When the set was warm, or it was withdrawn. */
    ended_at: { type: 'timestamp', nullable: true },
  },
})

/** A case of the set. */
export const supervisionCase = table({
  name: 'supervision_case',
  key: ['supervision_id', 'issue_id'],
  fields: {
    supervision_id: { type: 'integer' },
    issue_id: { type: 'integer' },
  },
})
