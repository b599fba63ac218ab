-- Words in mails, asked of their index. Behind row-level security `@@` may not be asked of an index (it is not leakproof): every
-- search read all mails of the workspace. As with leads (found_leads): threads of the workspace that is set, ids alone; what the
-- reader may see of them is decided behind the wall, as before.
do $$ begin
  if not exists (select from pg_policies where tablename = 'inbox_messages' and policyname = 'sweep') then
    create policy sweep on inbox_messages for select to overture_sweep using (true);
  end if;
end $$;
grant select (workspace_id, thread_id, words, outgoing, from_name, from_address) on inbox_messages to overture_sweep;

create function threads_with_words(query text) returns setof uuid
language plpgsql stable security definer rows 1000 set search_path = public as $$
begin
  -- The words stand in the text of the question, so that the planner knows how common they are.
  return query execute format('select distinct i.thread_id from inbox_messages i where i.workspace_id = %L and i.thread_id is not null and i.words @@ to_tsquery(''simple'', %L)', current_workspace(), query);
end $$;
-- `query` finds the candidates among the words of the sender (weight A), `pattern` says which of them are meant.
create function threads_from(query text, pattern text) returns setof uuid
language plpgsql stable security definer rows 100 set search_path = public as $$
begin
  return query execute format('select distinct i.thread_id from inbox_messages i where i.workspace_id = %L and i.thread_id is not null and i.words @@ to_tsquery(''simple'', %L)
                                  and not i.outgoing and folded(i.from_name || '' '' || i.from_address) like %L', current_workspace(), query, pattern);
end $$;
alter function threads_from(text, text) owner to overture_sweep;
alter function threads_with_words(text) owner to overture_sweep;
revoke all on function threads_with_words(text), threads_from(text, text) from public;
grant execute on function threads_with_words(text), threads_from(text, text) to overture_app;
