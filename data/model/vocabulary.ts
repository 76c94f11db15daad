/** Closed vocabularies of the model (field.md, users.md 4). Values are codes; their words live in web/i18n under `values`. */
export const vocabulary = {
  division_level: ['district', 'subdistrict', 'community'],
  operator_kind: ['company', 'branch', 'station', 'crew'],
  source_kind: ['chp', 'boiler_house', 'peak_boiler'],
  station_kind: ['substation', 'boiler_station', 'peak_boiler'],
  network: ['primary', 'secondary'],
  flow: ['supply', 'return'],
  pressure_zone: ['low', 'high'],
  node_kind: ['junction', 'source', 'station', 'inlet'],
  valve_kind: ['branch', 'inlet', 'stairwell', 'section'],
  valve_condition: ['sound', 'leaky', 'stuck'],
  compound_kind: ['modern', 'old', 'shantytown'],
  management_kind: ['property', 'employer', 'committee', 'community_fallback', 'none', 'hand_over'],
  heating_system: ['single_pipe', 'single_pipe_bypass', 'household_loop', 'floor_heating', 'wall_pipes'],
  heat_user_kind: ['school', 'office', 'hospital', 'shop', 'public'],
  priority: ['elderly', 'living_alone', 'hardship', 'disabled', 'infant', 'patient'],
  plan_status: ['draft', 'review', 'published', 'archived'],
  grid_station_role: ['lead', 'assisting'],
  contact_scope: ['grid', 'station', 'compound', 'division', 'operator'],
  contact_role: [
    'station_person',
    'assigned_leader',
    'street_cadre',
    'yard_warden',
    'grid_member',
    'duty_desk',
    'secretary',
    'heat_steward',
    'user_representative',
  ],
  symptom: [
    'not_hot',
    'lukewarm',
    'fluctuating',
    'building_off',
    'leak_indoor',
    'leak_public',
    'fees',
    'hazard',
    'other',
  ],
  cause: [
    'air_lock',
    'strainer',
    'flat_valve',
    'altered_pipes',
    'riser',
    'yard_branch',
    'imbalance',
    'low_fill',
    'pressure_loss',
    'valve_fault',
    'station_plant',
    'source_primary',
    'insulation',
    'arrears',
    'none_found',
  ],
  party: ['operator', 'property', 'household', 'developer', 'undecided'],
  source: ['visit', 'chat', 'hotline', 'one_tap', 'station', 'patrol'],
  status: [
    'reported',
    'accepted',
    'declined',
    'merged',
    'dispatched',
    'returned',
    'in_progress',
    'suspended',
    'deferred',
    'answered',
    'verifying',
    'closed',
    'reopened',
  ],
  closing: ['solved', 'solved_in_grid', 'user_cause_told', 'standard_met', 'unreachable', 'to_project'],
  supervision_rank: ['community', 'subdistrict', 'district'],
  supervision_kind: ['case', 'building', 'compound', 'branch', 'cells', 'spot'],
  supervision_status: ['asked', 'ordered', 'closed', 'withdrawn'],
  visit_outcome: ['warm', 'cold', 'leak', 'absent', 'refused'],
  event_actor: ['resident', 'member', 'secretary', 'duty', 'crew', 'district', 'hotline', 'system'],
  road_class: ['arterial', 'street', 'lane', 'yard', 'shanty_lane', 'railway'],
  landform_kind: ['river', 'park', 'hill', 'gully', 'block'],
  role: ['admin', 'leader', 'secretary', 'planner', 'duty', 'crew', 'district', 'member'],
} as const

export type Vocabulary = typeof vocabulary
export type Word<K extends keyof Vocabulary> = Vocabulary[K][number]

export type Role = Word<'role'>
export type Status = Word<'status'>
export type Symptom = Word<'symptom'>

/** Statuses that need nobody any more (users.md, 4.1). */
export const endedStatuses = ['closed', 'declined', 'merged'] as const satisfies readonly Status[]
/** All others: cases that still need somebody. */
export const openStatuses = vocabulary.status.filter((status) => !(endedStatuses as readonly Status[]).includes(status))
