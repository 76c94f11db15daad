-- 督办 (docs/decisions/0008): a place or a single case whose open cases somebody with a rank has an eye on until the set
-- is warm. A community asks, subdistrict and district order.
create table supervision (
  city integer not null references city on delete cascade,
  id integer not null,
  kind text not null check (kind in ('case', 'building', 'compound', 'branch', 'cells', 'spot')),
  -- Names the subject within its kind: an id, the key of a branch, the strongest cell of an area, a point.
  key text not null check (length(key) between 1 and 40),
  -- The days whose cases were taken in, both inclusive.
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  status text not null check (status in ('asked', 'ordered', 'closed', 'withdrawn')),
  rank text check (rank in ('subdistrict', 'district')),
  -- Who has to act: the station that holds most of the cases.
  station_id integer,
  asked_at timestamptz,
  asked_role text,
  asked_by integer references app_user on delete set null,
  ordered_at timestamptz,
  ordered_role text,
  ended_at timestamptz,
  primary key (city, id),
  foreign key (city, station_id) references station,
  check ((asked_at is null) = (asked_role is null)),
  check ((ordered_at is null) = (ordered_role is null) and (ordered_at is null) = (rank is null)),
  check (asked_at is not null or ordered_at is not null),
  check (status <> 'asked' or ordered_at is null),
  check (status <> 'ordered' or ordered_at is not null),
  check ((status in ('closed', 'withdrawn')) = (ended_at is not null))
);
-- A second click, or a second community, finds the one that is open.
create unique index supervision_one_open on supervision (city, kind, key) where status in ('asked', 'ordered');
create index supervision_asked_by on supervision (asked_by) where asked_by is not null;

-- The set, as ids alone: who may read a case is asked whenever the set is counted.
create table supervision_case (
  city integer not null,
  supervision_id integer not null,
  issue_id integer not null,
  primary key (city, supervision_id, issue_id),
  foreign key (city, supervision_id) references supervision on delete cascade,
  foreign key (city, issue_id) references issue on delete cascade
);
create index supervision_case_issue on supervision_case (city, issue_id);

do $$
declare
  watched record;
begin
  for watched in
    select * from (values ('supervision', 'id'), ('supervision_case', 'supervision_id')) as t (relation, id_column)
  loop
    execute format(
      'create trigger record_insert after insert on %I referencing new table as changed
       for each statement execute function record_change(''supervision'', %L)',
      watched.relation, watched.id_column);
    execute format(
      'create trigger record_update after update on %I referencing new table as changed
       for each statement execute function record_change(''supervision'', %L)',
      watched.relation, watched.id_column);
    execute format(
      'create trigger record_delete after delete on %I referencing old table as changed
       for each statement execute function record_change(''supervision'', %L)',
      watched.relation, watched.id_column);
  end loop;
end $$;

-- Closes what is warm, whoever writes the cases. Warm: no case of the set needs anybody, and none was closed without
-- anyone having reached the home or by putting it off to a project; a merged case is as warm as the one that it follows.
create function close_warm_supervisions() returns trigger language plpgsql as $$
begin
  update supervision s
  set status = 'closed', ended_at = coalesce(warm.at, s.ordered_at, s.asked_at)
  from (
    select m.city, m.supervision_id, max(own.closed_at) as at
    from (
      select c.city, c.supervision_id
      from changed x join supervision_case c on c.city = x.city and c.issue_id = x.id
      union
      select c.city, c.supervision_id
      from changed x
      join issue child on child.city = x.city and child.parent_id = x.id
      join supervision_case c on c.city = child.city and c.issue_id = child.id
    ) touched
    join supervision_case m on m.city = touched.city and m.supervision_id = touched.supervision_id
    join issue i on i.city = m.city and i.id = m.issue_id
    join issue own on own.city = i.city and own.id = case when i.status = 'merged' then i.parent_id else i.id end
    group by m.city, m.supervision_id
    having bool_and(
      own.status = 'declined' or own.status = 'closed' and own.closing not in ('unreachable', 'to_project'))
  ) warm
  where s.city = warm.city and s.id = warm.supervision_id and s.status in ('asked', 'ordered');
  return null;
end $$;
create trigger close_warm after update on issue referencing new table as changed
  for each statement execute function close_warm_supervisions();

-- The morning of a whole city asks for the answers of a day and what was closed in the night.
create index issue_answered on issue (city, answered_at) where answered_at is not null;
create index issue_closed on issue (city, closed_at) where closed_at is not null;
