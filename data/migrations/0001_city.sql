-- The model of docs/architecture.md. `city` comes first in every key, so that a city is the unit of partitioning.
-- Geometry is EPSG:4326 on a grid of 1e-8 degrees; geom_3857 and label_3857 serve tiles only and are never measured.

create table city (
  id integer generated always as identity primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text not null,
  name_en text not null,
  time_zone text not null,
  srid integer not null check (srid > 0),
  temperature_standard_c numeric(4, 1) not null default 18,
  sharing_threshold integer not null default 5 check (sharing_threshold >= 1),
  clock timestamptz,
  is_demo boolean not null default false,
  -- False while a bulk load is under way; such a city is not offered, and is removed when the load is tried again.
  is_ready boolean not null default true,
  extent geometry(Polygon, 4326) not null
);

create table season (
  city integer not null references city on delete cascade,
  id integer not null,
  name text not null,
  starts_on date not null,
  ends_on date not null check (ends_on > starts_on),
  primary key (city, id),
  exclude using gist (city with =, daterange(starts_on, ends_on, '[]') with &&)
);

create table weather_day (
  city integer not null references city on delete cascade,
  day date not null,
  mean_c numeric(4, 1) not null,
  min_c numeric(4, 1) not null,
  normal_c numeric(4, 1) not null,
  snow boolean not null,
  primary key (city, day)
);

create table division (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null check (length(code) between 1 and 32),
  name text not null,
  initials text not null default '',
  level text not null check (level in ('district', 'subdistrict', 'community')),
  parent_id integer,
  geom geometry(MultiPolygon, 4326) not null check (st_isvalid(geom)),
  geom_3857 geometry(MultiPolygon, 3857) generated always as (st_transform(geom, 3857)) stored,
  label_3857 geometry(Point, 3857)
    generated always as (st_pointonsurface(st_transform(geom, 3857))) stored,
  primary key (city, id),
  unique (city, code),
  foreign key (city, parent_id) references division deferrable initially deferred
);

create table governance_grid (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  number integer not null check (number > 0),
  name text not null,
  community_id integer not null,
  geom geometry(MultiPolygon, 4326) not null,
  geom_3857 geometry(MultiPolygon, 3857) generated always as (st_transform(geom, 3857)) stored,
  label_3857 geometry(Point, 3857)
    generated always as (st_pointonsurface(st_transform(geom, 3857))) stored,
  primary key (city, id),
  unique (city, code),
  foreign key (city, community_id) references division
);

create table road (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  name text,
  initials text not null default '',
  class text not null check (class in ('arterial', 'street', 'lane', 'yard', 'shanty_lane', 'railway')),
  width_m numeric(5, 1) check (width_m > 0),
  geom geometry(LineString, 4326) not null,
  geom_3857 geometry(LineString, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, id),
  unique (city, code)
);

create table landform (
  city integer not null references city on delete cascade,
  id integer not null,
  kind text not null check (kind in ('river', 'park', 'hill', 'gully', 'block')),
  name text,
  geom geometry(Geometry, 4326) not null,
  geom_3857 geometry(Geometry, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, id)
);

create table operator (
  city integer not null references city on delete cascade,
  id integer not null,
  parent_id integer,
  kind text not null check (kind in ('company', 'branch', 'station', 'crew')),
  name text not null,
  phone text,
  primary key (city, id),
  foreign key (city, parent_id) references operator deferrable initially deferred
);

create table node (
  city integer not null references city on delete cascade,
  id integer not null,
  network text not null check (network in ('primary', 'secondary')),
  kind text not null check (kind in ('junction', 'source', 'station', 'inlet')),
  geom geometry(Point, 4326) not null,
  primary key (city, id)
);

create table heat_source (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  name text not null,
  initials text not null default '',
  kind text not null check (kind in ('chp', 'boiler_house', 'peak_boiler')),
  operator_id integer,
  capacity_mw numeric(8, 2) check (capacity_mw > 0),
  node_id integer,
  geom geometry(Point, 4326) not null,
  geom_3857 geometry(Point, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, id),
  unique (city, code),
  foreign key (city, operator_id) references operator,
  foreign key (city, node_id) references node
);

create table station (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  number integer,
  name text not null,
  initials text not null default '',
  kind text not null check (kind in ('substation', 'boiler_station', 'peak_boiler')),
  operator_id integer,
  duty_phone text,
  built_year integer check (built_year between 1900 and 2100),
  primary_node_id integer,
  secondary_node_id integer,
  geom geometry(Point, 4326) not null,
  geom_3857 geometry(Point, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, id),
  unique (city, code),
  foreign key (city, operator_id) references operator,
  foreign key (city, primary_node_id) references node,
  foreign key (city, secondary_node_id) references node
);

create table pipe (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  name text,
  network text not null check (network in ('primary', 'secondary')),
  flow text not null check (flow in ('supply', 'return')),
  pressure_zone text not null default 'low' check (pressure_zone in ('low', 'high')),
  diameter_mm integer check (diameter_mm between 10 and 3000),
  built_year integer check (built_year between 1900 and 2100),
  material text,
  length_m numeric(10, 3) not null check (length_m > 0),
  from_node_id integer,
  to_node_id integer,
  station_id integer,
  geom geometry(LineString, 4326) not null,
  geom_3857 geometry(LineString, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, id),
  unique (city, code),
  foreign key (city, from_node_id) references node,
  foreign key (city, to_node_id) references node,
  foreign key (city, station_id) references station,
  check ((flow = 'supply') = (from_node_id is not null and to_node_id is not null)),
  check (from_node_id <> to_node_id)
);
create index pipe_from_node on pipe (city, from_node_id);
create index pipe_to_node on pipe (city, to_node_id);
create index pipe_station on pipe (city, station_id);

create table valve (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  kind text not null check (kind in ('branch', 'inlet', 'stairwell', 'section')),
  pipe_id integer not null,
  is_open boolean not null default true,
  condition text not null default 'sound' check (condition in ('sound', 'leaky', 'stuck')),
  built_year integer check (built_year between 1900 and 2100),
  geom geometry(Point, 4326) not null,
  geom_3857 geometry(Point, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, id),
  unique (city, code),
  foreign key (city, pipe_id) references pipe on delete cascade
);
create index valve_pipe on valve (city, pipe_id);

create table compound (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  name text not null,
  initials text not null default '',
  kind text not null check (kind in ('modern', 'old', 'shantytown')),
  built_year integer check (built_year between 1800 and 2100),
  address text,
  community_id integer,
  ramp_with_care boolean not null default false,
  geom geometry(MultiPolygon, 4326) not null check (st_isvalid(geom)),
  geom_3857 geometry(MultiPolygon, 3857) generated always as (st_transform(geom, 3857)) stored,
  label_3857 geometry(Point, 3857)
    generated always as (st_pointonsurface(st_transform(geom, 3857))) stored,
  primary key (city, id),
  unique (city, code),
  foreign key (city, community_id) references division
);
create index compound_community on compound (city, community_id);

create table management (
  city integer not null references city on delete cascade,
  id integer not null,
  compound_id integer not null,
  kind text not null
    check (kind in ('property', 'employer', 'committee', 'community_fallback', 'none', 'hand_over')),
  manager text,
  starts_on date not null,
  ends_on date check (ends_on > starts_on),
  primary key (city, id),
  foreign key (city, compound_id) references compound on delete cascade,
  exclude using gist (city with =, compound_id with =, daterange(starts_on, ends_on) with &&)
);

create table building (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  name text,
  initials text not null default '',
  compound_id integer,
  community_id integer,
  built_year integer check (built_year between 1800 and 2100),
  floors integer check (floors between 1 and 200),
  stairwells integer check (stairwells between 1 and 60),
  heating_system text check (
    heating_system in ('single_pipe', 'single_pipe_bypass', 'household_loop', 'floor_heating', 'wall_pipes')
  ),
  -- Kept by the triggers below, never written by hand.
  dwellings integer not null default 0,
  heated_dwellings integer not null default 0,
  heated_area_m2 numeric(12, 1) not null default 0,
  geom geometry(MultiPolygon, 4326) not null check (st_isvalid(geom)),
  geom_3857 geometry(MultiPolygon, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, id),
  unique (city, code),
  foreign key (city, compound_id) references compound,
  foreign key (city, community_id) references division
);
create index building_compound on building (city, compound_id);
create index building_community on building (city, community_id);

create table dwelling (
  city integer not null references city on delete cascade,
  id integer not null,
  building_id integer not null,
  stairwell integer not null check (stairwell > 0),
  floor integer not null,
  flat text not null,
  area_m2 numeric(7, 1) not null check (area_m2 > 0),
  pressure_zone text not null default 'low' check (pressure_zone in ('low', 'high')),
  connected boolean not null,
  suspended boolean not null default false,
  arrears boolean not null default false,
  priority text
    check (priority in ('elderly', 'living_alone', 'hardship', 'disabled', 'infant', 'patient')),
  primary key (city, id),
  foreign key (city, building_id) references building on delete cascade
);
create index dwelling_building on dwelling (city, building_id);

create table heat_user (
  city integer not null references city on delete cascade,
  id integer not null,
  name text not null,
  kind text not null check (kind in ('school', 'office', 'hospital', 'shop', 'public')),
  heated_area_m2 numeric(10, 1) not null check (heated_area_m2 > 0),
  building_id integer,
  geom geometry(Point, 4326) not null,
  geom_3857 geometry(Point, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, id),
  foreign key (city, building_id) references building
);

create table service_connection (
  city integer not null references city on delete cascade,
  id integer not null,
  building_id integer not null,
  node_id integer not null,
  pressure_zone text not null check (pressure_zone in ('low', 'high')),
  station_id integer,
  primary key (city, id),
  unique (city, building_id, pressure_zone),
  foreign key (city, building_id) references building on delete cascade,
  foreign key (city, node_id) references node,
  foreign key (city, station_id) references station
);
create index service_connection_node on service_connection (city, node_id);
create index service_connection_station on service_connection (city, station_id);

create table grid_plan (
  city integer not null references city on delete cascade,
  id integer not null,
  community_id integer not null,
  name text not null,
  status text not null check (status in ('draft', 'review', 'published', 'archived')),
  valid_from date,
  valid_to date check (valid_to > valid_from),
  primary key (city, id),
  foreign key (city, community_id) references division,
  check (status <> 'published' or valid_from is not null),
  exclude using gist (city with =, community_id with =, daterange(valid_from, valid_to) with &&)
    where (status = 'published')
);

create table grid (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  plan_id integer not null,
  community_id integer not null,
  number integer not null check (number > 0),
  name text not null,
  initials text not null default '',
  tint integer not null check (tint between 0 and 7),
  geom geometry(MultiPolygon, 4326) not null,
  geom_3857 geometry(MultiPolygon, 3857) generated always as (st_transform(geom, 3857)) stored,
  label_3857 geometry(Point, 3857)
    generated always as (st_pointonsurface(st_transform(geom, 3857))) stored,
  primary key (city, id),
  unique (city, plan_id, number),
  foreign key (city, plan_id) references grid_plan on delete cascade,
  foreign key (city, community_id) references division
);

create table grid_station (
  city integer not null references city on delete cascade,
  grid_id integer not null,
  station_id integer not null,
  role text not null check (role in ('lead', 'assisting')),
  primary key (city, grid_id, station_id),
  foreign key (city, grid_id) references grid on delete cascade,
  foreign key (city, station_id) references station
);
create unique index grid_one_lead on grid_station (city, grid_id) where role = 'lead';
create index grid_station_station on grid_station (city, station_id);

create table cell (
  city integer not null references city on delete cascade,
  id integer not null,
  plan_id integer not null,
  grid_id integer not null,
  compound_id integer,
  geom geometry(MultiPolygon, 4326) not null,
  primary key (city, id),
  foreign key (city, plan_id) references grid_plan on delete cascade,
  foreign key (city, grid_id) references grid on delete cascade,
  foreign key (city, compound_id) references compound
);
create index cell_grid on cell (city, grid_id);

create table grid_building (
  city integer not null references city on delete cascade,
  plan_id integer not null,
  building_id integer not null,
  grid_id integer not null,
  primary key (city, plan_id, building_id),
  foreign key (city, plan_id) references grid_plan on delete cascade,
  foreign key (city, building_id) references building on delete cascade,
  foreign key (city, grid_id) references grid on delete cascade
);
create index grid_building_grid on grid_building (city, grid_id);
create index grid_building_building on grid_building (city, building_id);

create table contact (
  city integer not null references city on delete cascade,
  id integer not null,
  scope text not null check (scope in ('grid', 'station', 'compound', 'division', 'operator')),
  scope_id integer not null,
  role text not null,
  title text not null,
  phone text not null,
  primary key (city, id)
);
create index contact_scope on contact (city, scope, scope_id);

create table issue (
  city integer not null references city on delete cascade,
  id integer not null,
  code text not null,
  season_id integer,
  building_id integer,
  dwelling_id integer,
  symptom text not null check (
    symptom in (
      'not_hot', 'lukewarm', 'fluctuating', 'building_off', 'leak_indoor', 'leak_public', 'fees', 'hazard', 'other'
    )
  ),
  cause text check (
    cause in (
      'air_lock', 'strainer', 'flat_valve', 'altered_pipes', 'riser', 'yard_branch', 'imbalance', 'low_fill',
      'pressure_loss', 'valve_fault', 'station_plant', 'source_primary', 'insulation', 'arrears', 'none_found'
    )
  ),
  party text check (party in ('operator', 'property', 'household', 'developer', 'undecided')),
  source text not null check (source in ('visit', 'chat', 'hotline', 'one_tap', 'station', 'patrol')),
  status text not null check (
    status in (
      'reported', 'accepted', 'declined', 'merged', 'dispatched', 'returned', 'in_progress', 'suspended',
      'deferred', 'answered', 'verifying', 'closed', 'reopened'
    )
  ),
  closing text check (
    closing in ('solved', 'solved_in_grid', 'user_cause_told', 'standard_met', 'unreachable', 'to_project')
  ),
  reported_at timestamptz not null,
  accepted_at timestamptz,
  due_at timestamptz,
  answered_at timestamptz,
  closed_at timestamptz,
  parent_id integer,
  station_id integer,
  reports integer not null default 1 check (reports >= 1),
  returned integer not null default 0 check (returned >= 0),
  reopened integer not null default 0 check (reopened >= 0),
  supervision text check (supervision in ('community', 'subdistrict', 'district')),
  priority boolean not null default false,
  reading_c numeric(4, 1),
  summary text,
  geom geometry(Point, 4326) not null,
  geom_3857 geometry(Point, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, id),
  unique (city, code),
  foreign key (city, season_id) references season,
  foreign key (city, building_id) references building,
  foreign key (city, station_id) references station,
  foreign key (city, parent_id) references issue deferrable initially deferred,
  check ((status = 'closed') = (closing is not null)),
  check ((status = 'merged') = (parent_id is not null))
);
create index issue_reported on issue (city, reported_at);
create index issue_season_place on issue using gist (city, season_id, geom_3857);
create index issue_building on issue (city, building_id, reported_at);
create index issue_parent on issue (city, parent_id) where parent_id is not null;
create index issue_open on issue (city, building_id) where status not in ('closed', 'declined', 'merged');

create table issue_report (
  city integer not null,
  issue_id integer not null,
  number integer not null check (number > 0),
  source text not null check (source in ('visit', 'chat', 'hotline', 'one_tap', 'station', 'patrol')),
  reported_at timestamptz not null,
  primary key (city, issue_id, number),
  foreign key (city, issue_id) references issue on delete cascade
);

create table issue_event (
  city integer not null,
  issue_id integer not null,
  number integer not null check (number > 0),
  at timestamptz not null,
  actor text not null,
  status text not null,
  note text,
  primary key (city, issue_id, number),
  foreign key (city, issue_id) references issue on delete cascade
);

-- An atom is what counts may be given for: a building with at least 5 heated dwellings, or smaller ones merged along
-- their branch inside a compound. Fixed per season, so that differences of two answers are unions of atoms again.
create table atom (
  city integer not null,
  season_id integer not null,
  id integer not null,
  compound_id integer,
  heated_dwellings integer not null,
  geom geometry(Point, 4326) not null,
  geom_3857 geometry(Point, 3857) generated always as (st_transform(geom, 3857)) stored,
  primary key (city, season_id, id),
  foreign key (city, season_id) references season on delete cascade
);

create table atom_building (
  city integer not null,
  season_id integer not null,
  building_id integer not null,
  atom_id integer not null,
  primary key (city, season_id, building_id),
  foreign key (city, season_id, atom_id) references atom on delete cascade,
  foreign key (city, building_id) references building on delete cascade
);
create index atom_building_atom on atom_building (city, season_id, atom_id);

-- Places are looked up by box and city in one index.
create index division_place on division using gist (city, geom_3857);
create index governance_grid_place on governance_grid using gist (city, geom_3857);
create index road_place on road using gist (city, geom_3857);
create index landform_place on landform using gist (city, geom_3857);
create index heat_source_place on heat_source using gist (city, geom_3857);
create index station_place on station using gist (city, geom_3857);
create index pipe_place on pipe using gist (city, geom_3857);
create index valve_place on valve using gist (city, geom_3857);
create index compound_place on compound using gist (city, geom_3857);
create index building_place on building using gist (city, geom_3857);
create index grid_place on grid using gist (city, geom_3857);
create index division_label on division using gist (city, label_3857);
create index compound_label on compound using gist (city, label_3857);
create index grid_label on grid using gist (city, label_3857);
create index atom_place on atom using gist (city, season_id, geom_3857);

-- Search by name, code and pinyin initials.
create index division_words on division using gin (name gin_trgm_ops, code gin_trgm_ops, initials gin_trgm_ops);
create index station_words on station using gin (name gin_trgm_ops, code gin_trgm_ops, initials gin_trgm_ops);
create index compound_words on compound using gin (name gin_trgm_ops, code gin_trgm_ops, initials gin_trgm_ops);
create index building_words on building using gin (name gin_trgm_ops, code gin_trgm_ops, initials gin_trgm_ops);
create index road_words on road using gin (name gin_trgm_ops, initials gin_trgm_ops);

-- People and sessions ------------------------------------------------------------------------------------------

create table app_user (
  id integer generated always as identity primary key,
  username text not null unique check (username ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
  password_hash text not null,
  role text not null
    check (role in ('admin', 'leader', 'secretary', 'planner', 'duty', 'crew', 'district', 'member')),
  -- Null: every city (admin only).
  city integer references city on delete cascade,
  -- Empty: the whole city.
  division_ids integer[] not null default '{}',
  station_ids integer[] not null default '{}',
  grid_ids integer[] not null default '{}',
  operator_id integer,
  is_demo boolean not null default false,
  check (city is not null or role = 'admin')
);

create table session (
  token_hash text primary key,
  user_id integer not null references app_user on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_expiry on session (expires_at);

-- One row per failed login; throttling counts the recent ones by user name and by address.
create table login_failure (
  id bigint generated always as identity primary key,
  subject text not null,
  at timestamptz not null
);
create index login_failure_subject on login_failure (subject, at);

create table audit (
  seq bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  city integer references city on delete cascade,
  user_id integer references app_user on delete set null,
  action text not null,
  kind text,
  id integer,
  detail jsonb
);

-- The change feed ----------------------------------------------------------------------------------------------

create table change (
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  city integer not null,
  kind text not null,
  -- Null: many rows of this kind.
  id integer,
  at timestamptz not null default clock_timestamp(),
  primary key (xid, seq)
);
create index change_at on change (at);
create index change_kind on change (city, kind, xid, seq);

-- Trigger function; arguments: kind, id column. Up to 500 rows are named one by one, more are one row per city.
create function record_change() returns trigger language plpgsql as $$
begin
  if (select count(*) from (select 1 from changed limit 501) few) > 500 then
    insert into change (city, kind) select distinct city, tg_argv[0] from changed;
  else
    insert into change (city, kind, id)
    select distinct city, tg_argv[0], (to_jsonb(changed) ->> tg_argv[1])::integer from changed;
  end if;
  -- Wakes the feed up before its next look, on engines that deliver notifications.
  notify change;
  return null;
end $$;

do $$
declare
  watched record;
begin
  for watched in
    select * from (values
      ('division', 'division', 'id'), ('governance_grid', 'governance_grid', 'id'), ('road', 'road', 'id'),
      ('landform', 'landform', 'id'), ('heat_source', 'heat_source', 'id'), ('station', 'station', 'id'),
      ('pipe', 'pipe', 'id'), ('valve', 'valve', 'id'), ('service_connection', 'building', 'building_id'),
      ('compound', 'compound', 'id'), ('management', 'compound', 'compound_id'), ('building', 'building', 'id'),
      ('grid', 'grid', 'id'), ('grid_plan', 'grid', null), ('grid_station', 'grid', 'grid_id'), ('grid_building', 'grid', 'grid_id'),
      ('contact', 'contact', 'id'), ('weather_day', 'weather_day', null), ('atom', 'atom', 'id'),
      ('issue', 'issue', 'id'), ('issue_event', 'issue', 'issue_id')
    ) as t (relation, kind, id_column)
  loop
    execute format(
      'create trigger record_insert after insert on %I referencing new table as changed
       for each statement execute function record_change(%L, %L)',
      watched.relation, watched.kind, watched.id_column);
    execute format(
      'create trigger record_update after update on %I referencing new table as changed
       for each statement execute function record_change(%L, %L)',
      watched.relation, watched.kind, watched.id_column);
    execute format(
      'create trigger record_delete after delete on %I referencing old table as changed
       for each statement execute function record_change(%L, %L)',
      watched.relation, watched.kind, watched.id_column);
  end loop;
end $$;

-- Counts of dwellings ------------------------------------------------------------------------------------------

create function count_dwellings() returns trigger language plpgsql as $$
begin
  update building b
  set (dwellings, heated_dwellings, heated_area_m2) = (
    select
      count(*),
      count(*) filter (where d.connected and not d.suspended),
      coalesce(sum(d.area_m2) filter (where d.connected and not d.suspended), 0)
    from dwelling d
    where d.city = b.city and d.building_id = b.id
  )
  where (b.city, b.id) in (select distinct city, building_id from changed);
  return null;
end $$;

create trigger count_insert after insert on dwelling referencing new table as changed
  for each statement execute function count_dwellings();
create trigger count_update after update on dwelling referencing new table as changed
  for each statement execute function count_dwellings();
create trigger count_delete after delete on dwelling referencing old table as changed
  for each statement execute function count_dwellings();
