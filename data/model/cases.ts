import { table } from './field'
import { vocabulary } from './vocabulary'

/** A case (诉求) of the ledger. Rows and points need case rights. */
export const issue = table({
  name: 'issue',
  geometry: 'Point',
  key: ['id'],
  fields: {
    id: { type: 'integer' },
    code: { type: 'text', detail: true, importable: true },
    season_id: { type: 'integer', nullable: true },
    building_id: { type: 'integer', nullable: true },
    dwelling_id: { type: 'integer', nullable: true },
    symptom: { type: 'enum', values: vocabulary.symptom, tile: true, detail: true, importable: true },
    cause: { type: 'enum', values: vocabulary.cause, nullable: true, detail: true, importable: true },
    party: { type: 'enum', values: vocabulary.party, nullable: true, detail: true, importable: true },
    source: { type: 'enum', values: vocabulary.source, detail: true, importable: true },
    status: { type: 'enum', values: vocabulary.status, tile: true, detail: true, importable: true },
    closing: { type: 'enum', values: vocabulary.closing, nullable: true, detail: true, importable: true },
    reported_at: { type: 'timestamp', tile: true, detail: true, importable: true },
    accepted_at: { type: 'timestamp', nullable: true },
    due_at: { type: 'timestamp', nullable: true, detail: true },
    answered_at: { type: 'timestamp', nullable: true },
    closed_at: { type: 'timestamp', nullable: true, detail: true, importable: true },
    /** Case that this one was merged into. */
    parent_id: { type: 'integer', nullable: true },
    station_id: { type: 'integer', nullable: true },
    /** How many reports it holds, the first one included. */
    reports: { type: 'integer', detail: true },
    returned: { type: 'integer' },
    reopened: { type: 'integer', detail: true },
    supervision: { type: 'enum', values: vocabulary.supervision_rank, nullable: true, detail: true },
    priority: { type: 'boolean', detail: true },
    reading_c: { type: 'number', unit: 'C', nullable: true, detail: true },
    summary: { type: 'text', nullable: true, detail: true, importable: true, personal: true },
  },
})

/** Who else said it: a further report that joined a case. */
export const issueReport = table({
  name: 'issue_report',
  key: ['issue_id', 'number'],
  fields: {
    issue_id: { type: 'integer' },
    number: { type: 'integer' },
    source: { type: 'enum', values: vocabulary.source },
    reported_at: { type: 'timestamp' },
  },
})

/** One step in the life of a case. */
export const issueEvent = table({
  name: 'issue_event',
  key: ['issue_id', 'number'],
  fields: {
    issue_id: { type: 'integer' },
    number: { type: 'integer' },
    at: { type: 'timestamp' },
    actor: { type: 'enum', values: vocabulary.event_actor },
    status: { type: 'enum', values: vocabulary.status },
    note: { type: 'text', nullable: true, personal: true },
  },
})
