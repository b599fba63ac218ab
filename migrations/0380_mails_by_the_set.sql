-- What each mail that came in had to pay for by itself is paid once for all of a statement, and what was found by reading a whole
-- table is found by an index.

-- Whose turn it is (0080), for all threads of a statement at once. Threads are held in the order of their ids. The plan is kept, and
-- must be right for many as for one, however young the statistics are: it goes from thread to thread.
create function threads_turns(workspace uuid, threads uuid[]) returns void
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  if cardinality(threads) > 1 then
    perform from threads t where t.workspace_id = workspace and t.id = any(threads) order by t.id for update;
  end if;
  update threads t
     set last_in_at = x.last_in, first_in_at = x.first_in, last_out_at = greatest(x.last_own, y.last_answer),
         first_answer_at = case when x.first_in is null then null else (select min(at) from (
           select i.received_at as at from inbox_messages i where i.workspace_id = workspace and i.thread_id = w.id and i.outgoing and i.received_at > x.first_in
           union all
           select coalesce(m.accepted_at, m.handed_at) from messages m
            where m.workspace_id = workspace and m.thread_id = w.id and m.origin = 'reply' and coalesce(m.accepted_at, m.handed_at) > x.first_in) answered) end
    from unnest(threads) w (id)
    cross join lateral (select max(i.received_at) filter (where not i.outgoing and i.kind in ('reply', 'opt_out')) as last_in,
                               min(i.received_at) filter (where not i.outgoing and i.kind in ('reply', 'opt_out')) as first_in,
                               max(i.received_at) filter (where i.outgoing) as last_own
                          from inbox_messages i where i.workspace_id = workspace and i.thread_id = w.id) x
    cross join lateral (select max(coalesce(m.accepted_at, m.handed_at, m.planned_at)) as last_answer
                          from messages m where m.workspace_id = workspace and m.thread_id = w.id and m.origin = 'reply' and m.state not in ('cancelled', 'failed')) y
   where t.workspace_id = workspace and t.id = w.id;
end $$;
create or replace function thread_turns(workspace uuid, thread uuid) returns void language sql as $$ select threads_turns(workspace, array[thread]) $$;
create or replace function keep_thread_turns() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.thread_id is distinct from new.thread_id and old.thread_id is not null then perform threads_turns(old.workspace_id, array[old.thread_id]); end if;
  if new.thread_id is not null then perform threads_turns(new.workspace_id, array[new.thread_id]); end if;
  return null;
end $$;
create function keep_turns_of_new() returns trigger language plpgsql as $$
declare one record;
begin
  for one in select workspace_id, array_agg(distinct thread_id order by thread_id) as threads from new_rows where thread_id is not null group by workspace_id loop
    perform threads_turns(one.workspace_id, one.threads);
  end loop;
  return null;
end $$;
drop trigger inbox_messages_turn_new on inbox_messages;
create trigger inbox_messages_turn_new after insert on inbox_messages referencing new table as new_rows for each statement execute function keep_turns_of_new();

-- Who else is at a company: asked for every answer that stops a campaign. The host stands turned around in the index, so that what
-- lies under a domain stands together. Behind row-level security no index is asked with a function (see 0252): leads of the
-- workspace that is set, of owners whose leads the asker sees.
create index leads_by_host on leads (workspace_id, (reverse(split_part(email, '@', 2)) collate "C")) where deleted_at is null;
create function leads_around(domains text[], companies uuid[], most int) returns table (id uuid, host text, company_id uuid)
language plpgsql stable security definer rows 100 set search_path = public set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  workspace uuid := current_workspace();
  seen uuid[] := seen_owners('leads');
begin
  return query
    select x.id, split_part(x.email, '@', 2), x.company_id from (
      select l.* from unnest(domains) d (domain) cross join lateral (
        select l.id, l.email, l.company_id from leads l
         where l.workspace_id = workspace and l.deleted_at is null and (seen is null or l.owner_id is null or l.owner_id = any(seen))
           and reverse(split_part(l.email, '@', 2)) collate "C" >= reverse(d.domain) and reverse(split_part(l.email, '@', 2)) collate "C" < reverse(d.domain) || '/'
           and (split_part(l.email, '@', 2) = d.domain or split_part(l.email, '@', 2) like '%.' || d.domain)) l
      union
      select l.id, l.email, l.company_id from leads l
       where l.workspace_id = workspace and l.deleted_at is null and (seen is null or l.owner_id is null or l.owner_id = any(seen)) and l.company_id = any(companies)) x
     order by x.id limit most;
end $$;
alter function leads_around(text[], uuid[], int) owner to overture_sweep;
revoke all on function leads_around(text[], uuid[], int) from public;
grant execute on function leads_around(text[], uuid[], int) to overture_app;

-- Whether a fact was heard already is asked of its group, not of all notices of a person.
create index notices_of_group on notices (workspace_id, user_id, group_key, event_id);
