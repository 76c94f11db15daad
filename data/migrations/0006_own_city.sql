-- What a city of somebody's own needs, and rules that the tables left to their writers.

-- Heated homes of a building by somebody's books; they count until its dwellings are known one by one.
alter table building add column stated_heated_dwellings integer check (stated_heated_dwellings between 0 and 10000);

create or replace function count_dwellings() returns trigger language plpgsql as $$
begin
  update building b
  set (dwellings, heated_dwellings, heated_area_m2) = (
    select
      case when count(*) = 0 then coalesce(b.stated_heated_dwellings, 0) else count(*) end,
      case
        when count(*) = 0 then coalesce(b.stated_heated_dwellings, 0)
        else count(*) filter (where d.connected and not d.suspended)
      end,
      coalesce(sum(d.area_m2) filter (where d.connected and not d.suspended), 0)
    from dwelling d
    where d.city = b.city and d.building_id = b.id
  )
  where (b.city, b.id) in (select distinct city, building_id from changed);
  return null;
end $$;

create function take_stated_dwellings() returns trigger language plpgsql as $$
begin
  if not exists (select from dwelling d where d.city = new.city and d.building_id = new.id) then
    new.dwellings := coalesce(new.stated_heated_dwellings, 0);
    new.heated_dwellings := new.dwellings;
  end if;
  return new;
end $$;
create trigger stated_insert before insert on building
  for each row when (new.stated_heated_dwellings is not null) execute function take_stated_dwellings();
create trigger stated_update before update of stated_heated_dwellings on building
  for each row when (new.stated_heated_dwellings is distinct from old.stated_heated_dwellings)
  execute function take_stated_dwellings();

-- The feed tells of seasons too: a city may get its first one while it is served.
create trigger record_insert after insert on season referencing new table as changed
  for each statement execute function record_change('season', 'id');
create trigger record_update after update on season referencing new table as changed
  for each statement execute function record_change('season', 'id');
create trigger record_delete after delete on season referencing old table as changed
  for each statement execute function record_change('season', 'id');

-- Rules. They hold for every new row at once; old rows are looked at in the end.

alter table issue_event
  add constraint issue_event_actor_check check (
    actor in ('resident', 'member', 'secretary', 'duty', 'crew', 'district', 'hotline', 'system')
  ) not valid,
  add constraint issue_event_status_check check (
    status in (
      'reported', 'accepted', 'declined', 'merged', 'dispatched', 'returned', 'in_progress', 'suspended',
      'deferred', 'answered', 'verifying', 'closed', 'reopened'
    )
  ) not valid;

alter table contact add constraint contact_role_check check (
  role in (
    'station_person', 'assigned_leader', 'street_cadre', 'yard_warden', 'grid_member', 'duty_desk', 'secretary',
    'heat_steward', 'user_representative'
  )
) not valid;

alter table supervision
  add constraint supervision_asked_role_check check (
    asked_role in ('admin', 'leader', 'secretary', 'planner', 'duty', 'crew', 'district', 'member')
  ) not valid,
  add constraint supervision_ordered_role_check check (
    ordered_role in ('admin', 'leader', 'secretary', 'planner', 'duty', 'crew', 'district', 'member')
  ) not valid;

-- A case ends after it began, follows another one, and is of a dwelling that is there. The index is for whoever takes
-- dwellings away: each of them is looked for among the cases.
alter table issue
  add constraint issue_dwelling_fkey foreign key (city, dwelling_id) references dwelling not valid,
  add constraint issue_dates_check check (
    accepted_at >= reported_at and answered_at >= reported_at and closed_at >= reported_at and due_at >= reported_at
  ) not valid,
  add constraint issue_parent_check check (parent_id <> id) not valid;

create index issue_dwelling on issue (city, dwelling_id) where dwelling_id is not null;

alter table weather_day add constraint weather_day_min_check check (min_c <= mean_c) not valid;
alter table session add constraint session_dates_check check (expires_at > created_at) not valid;

alter table app_user add constraint app_user_operator_fkey
  foreign key (city, operator_id) references operator on delete set null (operator_id) not valid;

-- Grids, cells and buildings of a plan name a grid of that plan, and a grid lies in its plan's community.
alter table grid_plan add constraint grid_plan_community_key unique (city, id, community_id);
alter table grid add constraint grid_plan_key unique (city, plan_id, id);
alter table grid add constraint grid_plan_community_fkey
  foreign key (city, plan_id, community_id) references grid_plan (city, id, community_id) on delete cascade not valid;
alter table cell drop constraint cell_city_grid_id_fkey;
alter table cell add constraint cell_grid_of_plan_fkey
  foreign key (city, plan_id, grid_id) references grid (city, plan_id, id) on delete cascade not valid;
alter table grid_building drop constraint grid_building_city_grid_id_fkey;
alter table grid_building add constraint grid_building_grid_of_plan_fkey
  foreign key (city, plan_id, grid_id) references grid (city, plan_id, id) on delete cascade not valid;

-- Who changed what, for whoever has to answer for it; no personal data (docs/access.md).
alter table audit add constraint audit_action_check check (
  action in ('login', 'login_failed', 'account_added', 'password_changed', 'import', 'season_added', 'city_added')
) not valid;
create index audit_city on audit (city, at);
create index audit_user on audit (user_id) where user_id is not null;

-- Old rows that break a rule must not keep a server from starting: such a rule stays unproven and holds for new rows.
do $$
declare
  rule record;
begin
  for rule in
    select c.conrelid::regclass as relation, c.conname
    from pg_constraint c
    where not c.convalidated and c.contype in ('c', 'f') and c.connamespace = current_schema()::regnamespace
  loop
    begin
      execute format('alter table %s validate constraint %I', rule.relation, rule.conname);
    exception when check_violation or foreign_key_violation then
      raise warning 'rows of % break %', rule.relation, rule.conname;
    end;
  end loop;
end $$;
