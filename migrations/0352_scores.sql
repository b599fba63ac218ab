-- Lead scores: the workspace's rules (none: those a workspace begins with), and what they made of each lead, with the reasons.
create table score_settings (
  workspace_id uuid not null references workspaces on delete cascade,
  rules        jsonb not null,
  updated_at   timestamptz not null,
  primary key (workspace_id)
);
call protect('score_settings');

create table lead_scores (
  workspace_id uuid not null,
  lead_id      uuid not null,
  score        int not null check (score between 0 and 100),
  class        text not null check (class in ('hot', 'warm', 'cold')),
  fit          int not null,
  engagement   int not null,
  reasons      jsonb not null,
  scored_at    timestamptz not null,
  primary key (workspace_id, lead_id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
);
create index lead_scores_ageing on lead_scores (scored_at) where engagement <> 0;
call protect('lead_scores');
call record_rights_of('lead_scores', 'lead_id', 'leads', 'leads');

-- Leads whose score leans on what they did and was reckoned before that moment, and leads that have no score yet.
call let_sweep('lead_scores');
create function scores_due(before timestamptz, most int) returns table (workspace_id uuid, lead_id uuid)
language sql stable security definer set search_path = public as $$
  (select s.workspace_id, s.lead_id from lead_scores s where s.engagement <> 0 and s.scored_at < before order by s.scored_at limit most)
  union all
  (select l.workspace_id, l.id from leads l where l.deleted_at is null and not exists (select from lead_scores s where s.workspace_id = l.workspace_id and s.lead_id = l.id) limit most)
$$;
alter function scores_due(timestamptz, int) owner to overture_sweep;
revoke all on function scores_due(timestamptz, int) from public;
grant execute on function scores_due(timestamptz, int) to overture_app;
