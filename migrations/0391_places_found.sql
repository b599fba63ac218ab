-- Searches of leads find less in vain.
--
-- Where the matches are filtered or ordered otherwise, what the functions on the other side of the wall hand out is where the rows
-- lie: the caller reads them there, behind the wall as before, but without looking each id up in an index.
-- A row's place holds for the statement that asks, and no longer: `l.ctid = any((select matching_places(…)))`.
create function matching_places(patterns text[]) returns tid[]
language plpgsql stable security definer set search_path = public as $$
declare places tid[];
begin
  execute format('select array(select l.ctid from leads l where l.workspace_id = %L and l.deleted_at is null %s %s)', current_workspace(), seen_leads(), found_like(patterns)) into places;
  return places;
end $$;
alter function matching_places(text[]) owner to overture_sweep;
revoke all on function matching_places(text[]) from public;
grant execute on function matching_places(text[]) to overture_app;

-- How common a word is shows among the newest two hundred. If a page of its leads lies within the newest five thousand, they are read
-- in their order; a rarer word is asked of the trigram index at once.
create or replace function found_leads(patterns text[], after_at timestamptz, after_id uuid, most int) returns setof uuid
language plpgsql stable security definer rows 50 set search_path = public as $$
declare
  place text := case when after_at is not null then format('and (l.created_at, l.id) < (%L::timestamptz, %L::uuid)', after_at, after_id) else '' end || seen_leads();
  newest text := format('from (select l.id, l.searchable from leads l where l.workspace_id = %L and l.deleted_at is null %s order by l.created_at desc, l.id desc limit ', current_workspace(), place);
  alike text := ') l where true ' || found_like(patterns);
  seen int;
  ids uuid[];
begin
  execute 'select count(*) ' || newest || 200 || alike into seen;
  if seen * 5000 >= most * 200 then
    execute 'select array(select l.id ' || newest || 5000 || alike || ' limit ' || most || ')' into ids;
    if cardinality(ids) >= most then return query select unnest(ids); return; end if;
  end if;
  return query execute format('with l as materialized (select l.id, l.created_at, l.owner_id from leads l where l.workspace_id = %L and l.deleted_at is null %s %s) select l.id from l order by l.created_at desc, l.id desc limit %s',
    current_workspace(), found_like(patterns), place, most);
end $$;

-- Those that are like all of the n words (0.45 each) come first, and are few. Only where there are none, those that are like some of
-- them. The likenesses of all words together make at least 0.55 n (see likeness_of) and one of them is below 0.45, so of two words the
-- other has 0.65 or more, and of more words the second likest has (0.55 n - 1) / (n - 1) or more: asked of the index so, it finds a
-- part of what 0.45 of any word would.
create or replace function similar_leads(words text[], most int) returns setof uuid
language plpgsql stable security definer rows 20 set search_path = public set pg_trgm.word_similarity_threshold = 0.45 as $$
declare
  n int := cardinality(words);
  likeness text := (select string_agg(format('word_similarity(%L, l.searchable)', w), ' + ') from unnest(words) w);
  alike text := (select string_agg(format('%L <%% l.searchable', w), ' and ') from unnest(words) w);
  ids uuid[];
begin
  for turn in 1..least(n, 2) loop
    if turn = 2 then
      perform set_config('pg_trgm.word_similarity_threshold', (case n when 2 then 0.65 else (0.55 * n - 1) / (n - 1) end)::real::text, true);
      alike := case n
        when 2 then (select string_agg(format('%L <%% l.searchable', w), ' or ') from unnest(words) w)
        else (select string_agg(format('(%L <%% l.searchable and %L <%% l.searchable)', a.w, b.w), ' or ') from unnest(words) with ordinality a (w, at) join unnest(words) with ordinality b (w, at) on a.at < b.at) end;
    end if;
    execute format('select array(select l.id from (select l.id, l.created_at, %s as likeness from leads l where l.workspace_id = %L and l.deleted_at is null %s and (%s) offset 0) l
                                  where l.likeness >= %s order by l.likeness desc, l.created_at desc limit %s)',
      likeness, current_workspace(), seen_leads(), alike, likeness_of(words), most) into ids;
    exit when cardinality(ids) > 0;
  end loop;
  return query select unnest(ids);
end $$;
