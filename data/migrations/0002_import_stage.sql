-- Rows of a file on their way in. A job stages outside any transaction, so that reading a long file does not hold the
-- change feed back, and writes them in one transaction afterwards.
create unlogged table import_stage (
  job uuid not null,
  target text not null,
  -- Row of the file, as its report counts them; `part` tells the pieces of one row apart.
  row integer not null,
  part integer not null default 0,
  fields jsonb not null,
  code text generated always as (fields ->> 'code') stored,
  place geometry(Geometry, 4326),
  -- Hash of the place, the same for a line and its reverse.
  shape text,
  staged_at timestamptz not null default clock_timestamp(),
  primary key (job, target, row, part)
);
create index import_stage_code on import_stage (job, target, code);

-- A valid polygon on the grid of 1e-8 degrees. Snapping can spoil what was just made valid, hence the turns; the last
-- one goes without the grid.
create function repaired_area(area geometry) returns geometry language plpgsql immutable as $$
declare
  fixed geometry := area;
begin
  for turn in 1..3 loop
    exit when st_isvalid(fixed);
    fixed := st_collectionextract(st_makevalid(fixed), 3);
    if turn < 3 then
      fixed := st_snaptogrid(fixed, 0.00000001);
    end if;
  end loop;
  return st_multi(fixed);
end $$;
