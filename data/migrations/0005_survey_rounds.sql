-- 走访 (docs/decisions/0009): rounds from door to door, in which homes are asked whether they are warm. What a round found is
-- set against the homes that it spoke with, never against all: no report does not mean warm.
create table round (
  city integer not null references city on delete cascade,
  id integer not null,
  season_id integer not null,
  -- Of one community; null for a round of the whole city.
  community_id integer,
  -- Of whoever makes it, within the season.
  number integer not null check (number > 0),
  name text not null,
  -- Both inclusive.
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on and ends_on - starts_on < 366),
  primary key (city, id),
  unique nulls not distinct (city, season_id, community_id, number),
  foreign key (city, season_id) references season on delete cascade,
  foreign key (city, community_id) references division on delete cascade
);
create index round_days on round (city, starts_on, ends_on);
create index round_community on round (city, community_id) where community_id is not null;

-- One knock at one door. The same door may be tried again in a round; it counts once, as soon as somebody was spoken with.
create table visit (
  city integer not null,
  id integer not null,
  round_id integer not null,
  dwelling_id integer not null,
  visited_on date not null,
  outcome text not null check (outcome in ('warm', 'cold', 'leak', 'absent', 'refused')),
  temperature_c numeric(4, 1) check (temperature_c between -40 and 60),
  -- The case that was reported at this door: this is how a finding belongs to a round.
  issue_id integer,
  primary key (city, id),
  foreign key (city, round_id) references round on delete cascade,
  foreign key (city, dwelling_id) references dwelling on delete cascade,
  foreign key (city, issue_id) references issue on delete set null (issue_id),
  check (outcome not in ('absent', 'refused') or (issue_id is null and temperature_c is null))
);
create index visit_door on visit (city, round_id, dwelling_id);
create index visit_dwelling on visit (city, dwelling_id);
-- A case is found at one door.
create unique index visit_issue on visit (city, issue_id) where issue_id is not null;

do $$
declare
  watched record;
begin
  for watched in select * from (values ('round', 'id'), ('visit', 'round_id')) as t (relation, id_column)
  loop
    execute format(
      'create trigger record_insert after insert on %I referencing new table as changed
       for each statement execute function record_change(%L, %L)',
      watched.relation, watched.relation, watched.id_column);
    execute format(
      'create trigger record_update after update on %I referencing new table as changed
       for each statement execute function record_change(%L, %L)',
      watched.relation, watched.relation, watched.id_column);
    execute format(
      'create trigger record_delete after delete on %I referencing old table as changed
       for each statement execute function record_change(%L, %L)',
      watched.relation, watched.relation, watched.id_column);
  end loop;
end $$;
