-- Tags in one cell: a cell of several lines holds one tag a line, whatever is in it; else they are parted by , ; or |.
create or replace function import_tags(cell text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array(select distinct btrim(t) from unnest(case when cell ~ '[\r\n]' then regexp_split_to_array(cell, '[\r\n]+') else regexp_split_to_array(cell, '[,;|]') end) t where btrim(t) <> ''), '{}')
$$;
