-- Words that stand in many mails are looked for in the newest threads first (0252 asks the index, which names all of them). As there:
-- only the workspace that is set, ids alone, and of no thread that the caller did not name.
create function threads_with_words_among(query text, threads uuid[]) returns setof uuid
language plpgsql stable security definer rows 100 set search_path = public as $$
begin
  -- For each thread by itself, so that none is read whose turn does not come and none beside those named.
  return query execute format('select t.id from unnest($1) as t (id) cross join lateral (
      select from inbox_messages i where i.workspace_id = %L and i.thread_id = t.id and i.words @@ to_tsquery(''simple'', %L) limit 1) x', current_workspace(), query) using threads;
end $$;
alter function threads_with_words_among(text, uuid[]) owner to overture_sweep;
revoke all on function threads_with_words_among(text, uuid[]) from public;
grant execute on function threads_with_words_among(text, uuid[]) to overture_app;
create index threads_by_time on threads (workspace_id, last_at desc, id desc);
