-- A segment is a list that fills itself: its members are the leads that its conditions mean, kept up by events. Whatever knows lists
-- (campaigns, safety rules, filters) knows segments.
alter table lists
  add column filter jsonb,                            -- null: a list that people fill
  add column moves_with_time boolean not null default false,  -- has conditions like "in the last 7 days": looked at by the clock, too
  add column filled_at timestamptz;
create index lists_that_fill_themselves on lists (workspace_id) where filter is not null;
call let_sweep('lists');

create function workspaces_with_timed_segments() returns setof uuid
language sql stable security definer set search_path = public as $$ select distinct workspace_id from lists where filter is not null and moves_with_time $$;
alter function workspaces_with_timed_segments() owner to overture_sweep;
revoke all on function workspaces_with_timed_segments() from public;
grant execute on function workspaces_with_timed_segments() to overture_app;
