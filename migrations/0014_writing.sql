-- Writing: what a draft was asked for, what it stands on, and what a campaign has said so far.

alter table drafts
  add column wanted        jsonb not null default '{}',   -- { totalSteps, mode, intent, subject, body, offerId, autoApprove, tone }: the order
  add column plans         jsonb not null default '{}',   -- tone → { angle, factIds, painId, proofId, link, lines }
  add column sentences     jsonb not null default '[]',   -- of the text that will be sent: [{ text, factIds, source }]
  add column claimed_until timestamptz,                   -- somebody is writing it
  add column tries         int not null default 0,        -- how often a model was waited for
  add column sent_at       timestamptz;

create index drafts_queue on drafts (workspace_id, created_at, id) where status in ('ready', 'needs_review', 'failed');
create index drafts_of_campaign_queue on drafts (workspace_id, campaign_id, created_at, id);
create index drafts_neighbours on drafts (workspace_id, campaign_id, step_no, updated_at desc) where status in ('ready', 'needs_review', 'approved');

-- How often each sentence frame, angle, pain and proof was used in a campaign: neighbours must differ.
create table writing_memory (
  workspace_id uuid not null references workspaces on delete cascade,
  campaign_id  uuid not null,
  key          text not null,
  uses         int not null default 0,
  primary key (workspace_id, campaign_id, key)
) with (fillfactor = 70);
call protect('writing_memory');

create index drafts_unwritten on drafts (workspace_id, created_at, id) where status = 'writing';

-- Where does a draft wait that nobody has taken? For the loop that wakes the writers.
call let_sweep('drafts');
create function workspaces_with_unwritten(now timestamptz) returns table (workspace_id uuid)
language sql stable security definer set search_path = public as $$
  select distinct d.workspace_id from drafts d
   where d.status = 'writing' and d.updated_at < workspaces_with_unwritten.now - interval '15 seconds'
     and (d.claimed_until is null or d.claimed_until <= workspaces_with_unwritten.now)
$$;
alter function workspaces_with_unwritten(timestamptz) owner to overture_sweep;
revoke all on function workspaces_with_unwritten(timestamptz) from public;
grant execute on function workspaces_with_unwritten(timestamptz) to overture_app;
