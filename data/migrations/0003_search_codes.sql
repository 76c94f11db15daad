-- Pipes and valves are searched by code alone. New rows go into the index itself: the list in which they would wait is
-- emptied by autovacuum, which the embedded engine does not have, and until then no plan uses the index.
create index pipe_words on pipe using gin (code gin_trgm_ops) with (fastupdate = off);
create index valve_words on valve using gin (code gin_trgm_ops) with (fastupdate = off);

-- What every request needs (who asks, which city) is kept in memory by each node: the feed says when it is no longer
-- true. These changes belong to no city (0), so that no browser hears of them.
create function record_shared_change() returns trigger language plpgsql as $$
begin
  if exists (select from changed) then
    insert into change (city, kind) values (0, tg_argv[0]);
    notify change;
  end if;
  return null;
end $$;

create trigger record_delete after delete on session referencing old table as changed
  for each statement execute function record_shared_change('session');
create trigger record_update after update on app_user referencing new table as changed
  for each statement execute function record_shared_change('account');
create trigger record_delete after delete on app_user referencing old table as changed
  for each statement execute function record_shared_change('account');
create trigger record_update after update on city referencing new table as changed
  for each statement execute function record_shared_change('city');
create trigger record_delete after delete on city referencing old table as changed
  for each statement execute function record_shared_change('city');
