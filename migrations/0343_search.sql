-- One search over everything: accents folded, a slip of the finger forgiven.

-- The same answer for less: most words have no accents, and then there is nothing to take apart.
create or replace function folded(words text) returns text language sql immutable parallel safe strict as
$$ select case when octet_length(words) = length(words) then lower(words)
               else translate(regexp_replace(normalize(lower(words), NFD), '[\u0300-\u036f]', '', 'g'), 'ßøłđæœı', 'soldaoi') end $$;

-- What leads are searched by is folded where it is kept, so that "jose" finds José everywhere.
alter table leads drop column searchable;
alter table leads add column searchable text generated always as (
  folded(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || email || ' ' || coalesce(company_name, '') || ' ' || coalesce(title, ''))) stored;
create index leads_search on leads using gin (searchable gin_trgm_ops);
alter table companies add column searchable text generated always as (folded(name || ' ' || coalesce(domain, ''))) stored;
create index companies_search on companies using gin (searchable gin_trgm_ops);
call let_sweep('companies');

-- As decision 007 says: on the other side of the wall, for the workspace that is set, ids alone, keeping to record rights.
-- `words`: folded. One must be like a word of the lead's, and all of them together like enough; the likest first.
create function likeness_of(words text[]) returns real language sql immutable as $$ select (cardinality(words) * case cardinality(words) when 1 then 0.45 else 0.55 end)::real $$;
create function similar_leads(words text[], most int) returns setof uuid
language plpgsql stable security definer rows 20 set search_path = public set pg_trgm.word_similarity_threshold = 0.45 as $$
declare
  likeness text := (select '(' || string_agg(format('word_similarity(%L, l.searchable)', w), ' + ') || ')' from unnest(words) w);
begin
  return query execute format('select l.id from leads l where l.workspace_id = %L and l.deleted_at is null %s and (%s) and %s >= %s order by %s desc, l.created_at desc limit %s',
    current_workspace(), seen_leads(), (select string_agg(format('%L <%% l.searchable', w), ' or ') from unnest(words) w), likeness, likeness_of(words), likeness, most);
end $$;
create function seen_companies() returns text language sql stable as $$
  select case when seen_owners('companies') is null then '' else format('and (c.owner_id is null or c.owner_id = any(%L::uuid[]))', seen_owners('companies')) end
$$;
create function found_companies(patterns text[], words text[], most int) returns setof uuid
language plpgsql stable security definer rows 20 set search_path = public set pg_trgm.word_similarity_threshold = 0.45 as $$
declare
  likeness text := (select '(' || string_agg(format('word_similarity(%L, c.searchable)', w), ' + ') || ')' from unnest(words) w);
begin
  -- `patterns` for LIKE; without them, `words` that only have to be like.
  if cardinality(patterns) > 0 then
    return query execute format('select c.id from companies c where c.workspace_id = %L and c.deleted_at is null %s %s order by c.searchable like %L desc, length(c.name), c.created_at desc limit %s',
      current_workspace(), seen_companies(), (select string_agg(format('and c.searchable like %L', p), ' ') from unnest(patterns) p), substr(patterns[1], 2), most);
  elsif cardinality(words) > 0 then
    return query execute format('select c.id from companies c where c.workspace_id = %L and c.deleted_at is null %s and (%s) and %s >= %s order by %s desc, c.created_at desc limit %s',
      current_workspace(), seen_companies(), (select string_agg(format('%L <%% c.searchable', w), ' or ') from unnest(words) w), likeness, likeness_of(words), likeness, most);
  end if;
end $$;
alter function similar_leads(text[], int) owner to overture_sweep;
alter function found_companies(text[], text[], int) owner to overture_sweep;
revoke all on function similar_leads(text[], int), found_companies(text[], text[], int) from public;
grant execute on function similar_leads(text[], int), found_companies(text[], text[], int) to overture_app;
