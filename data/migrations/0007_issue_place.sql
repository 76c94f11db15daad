-- Tiles and lists of cases ask for a place and a period. The index before led by the season, which none of them names: a
-- tile of zoom 15 over a week read 15,848 cases of five seasons to find 115 of them (docs/query-plans.md).
drop index issue_season_place;
create index issue_place on issue using gist (city, geom_3857, reported_at);
